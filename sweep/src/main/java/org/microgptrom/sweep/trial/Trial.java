package org.microgptrom.sweep.trial;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import org.microgptrom.train.recipe.EngineKind;

/**
 * One training with its quantization: everything that the result depends on, and no more, so that
 * the same trial of another sweep has the same key.
 *
 * @param tool version that trains
 * @param corpusSha256 digest of the documents
 * @param splitSeed the seed of the split
 * @param engine that trains, by its name in options
 * @param shape of the model
 * @param tokens of the byte-pair vocabulary that is learned; null where characters are the symbols
 * @param weightBits of the weights in ROM, as {@link WeightBits#text} has them
 * @param seed of weights and batches
 * @param steps without codes
 * @param codeSteps steps with codes that follow; 0 where all weights have 16 bits
 * @param calibration number of training documents that ranges are measured on
 * @param evaluation number of held out documents that losses are measured on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Trial(
    String tool,
    String corpusSha256,
    long splitSeed,
    String engine,
    ModelConfig shape,
    @Nullable Integer tokens,
    String weightBits,
    long seed,
    int steps,
    int codeSteps,
    int calibration,
    int evaluation) {
  private static final int KEY_DIGITS = 16;

  /** The name of the trial's folder: 16 digits of the SHA-256 of its JSON line. */
  public String key() {
    return Digests.sha256(Json.line(this).getBytes(StandardCharsets.UTF_8))
        .substring(0, KEY_DIGITS);
  }

  /** The bits of each tensor. */
  public WeightBits bits() {
    return WeightBits.parse(weightBits, shape.parameterNames());
  }

  /** The engine that trains. */
  public EngineKind engineKind() {
    return EngineKind.valueOf(engine.toUpperCase(Locale.ROOT));
  }

  /** The same trial with so many steps, and twice as many with codes if it has any. */
  public Trial withSteps(int shorter) {
    return new Trial(
        tool,
        corpusSha256,
        splitSeed,
        engine,
        shape,
        tokens,
        weightBits,
        seed,
        shorter,
        codeSteps(bits(), shorter),
        calibration,
        evaluation);
  }

  /** Twice as many steps as without codes, as a training has by default. */
  public static int codeSteps(WeightBits bits, int steps) {
    return bits.isWide() ? 0 : 2 * steps;
  }

  /**
   * The commands that do the same.
   *
   * @param data the options that name the corpus, each with a space before it; empty for names
   * @param lanes number of multipliers of the bundle
   * @param streams number of sequences that its circuit interleaves
   */
  public String commands(String data, int lanes, int streams) {
    return "microgpt-rom train"
        + data
        + " --layers "
        + shape.layers()
        + " --embd "
        + shape.embd()
        + " --heads "
        + shape.heads()
        + " --hidden "
        + shape.hidden()
        + " --context "
        + shape.context()
        + (tokens == null ? "" : " --tokens " + tokens)
        + " --steps "
        + steps
        + (codeSteps == 0 ? "" : " --weight-bits " + weightBits + " --code-steps " + codeSteps)
        + " --seed "
        + seed
        + " --split-seed "
        + splitSeed
        + " --engine "
        + engine
        + " --threads 1 -o checkpoint && microgpt-rom quantize checkpoint"
        + data
        + " --calibration "
        + calibration
        + " --evaluation "
        + evaluation
        + " -o quantized && microgpt-rom pack quantized --lanes "
        + lanes
        + (streams == 1 ? "" : " --streams " + streams)
        + " -o bundle && microgpt-rom verify bundle";
  }
}
