package org.microgptrom.report.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Merge;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.rtl.Schedule;

/**
 * A model as a page carries it. JavaScript's numbers, doubles, hold every integer of every shape
 * that {@link ModelConfig} allows: the largest, a difference of two scores, is at most 2^52.
 *
 * @param title the corpus's name
 * @param romSha256 digest of the bundle's ROM words
 * @param config the model's shape
 * @param symbols of the vocabulary, without BOS; the position is the token
 * @param shown the symbols as they may be shown, without control characters
 * @param merges of symbols that become longer ones, the first one first; none where symbols are
 *     code points
 * @param splitAtSpaces whether no merge reaches over the begin of a space
 * @param formats of every tensor and site
 * @param codebooks by name, the words of their codes
 * @param tables EXP2, RSQRT and RECIP by their names
 * @param rootExponent k of norm
 * @param embeddingEpsilon what norm adds to the sum of squares at fe
 * @param residualEpsilon the same at fx
 * @param tensors by parameter name
 * @param firstLayerColumns values of a group in the first layer's ROM, from which the circuit then
 *     reads instead of the embeddings; 0 if it has none
 * @param pace of the circuit
 */
public record LiveModel(
    String title,
    String romSha256,
    ModelConfig config,
    List<String> symbols,
    List<String> shown,
    List<Merge> merges,
    boolean splitAtSpaces,
    Formats formats,
    Map<String, short[]> codebooks,
    Map<String, int[]> tables,
    int rootExponent,
    long embeddingEpsilon,
    long residualEpsilon,
    Map<String, PackedTensor> tensors,
    int firstLayerColumns,
    Pace pace) {
  private static final long MOST_BYTES = 32_000_000; // a browser still opens such a page

  /** The most characters of a model in a report. */
  private static final long MOST_IN_REPORT = 200_000;

  /** The model of a bundle. */
  public static LiveModel of(Manifest manifest, QuantizedModel model) {
    return of(
        manifest.lineage().training().corpus().name(),
        manifest.romSha256(),
        model,
        manifest.memoryMap());
  }

  /** The model of a bundle for a report, if it is small; a large one is not packed first. */
  public static Optional<LiveModel> ofSmall(Manifest manifest, QuantizedModel model) {
    return leastBytes(model.config(), model.formats().codes()) > MOST_IN_REPORT
        ? Optional.empty()
        : Optional.of(of(manifest, model)).filter(live -> live.json().length() <= MOST_IN_REPORT);
  }

  /** A model whose ROMs are laid out like this. */
  public static LiveModel of(String title, String romSha256, QuantizedModel model, MemoryMap map) {
    ModelConfig config = model.config();
    Formats formats = model.formats();
    Map<String, short[]> codebooks = new LinkedHashMap<>();
    model.codebooks().forEach((name, codebook) -> codebooks.put(name, codebook.values()));
    Map<String, PackedTensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      Coder coder = model.coder(spec.name());
      tensors.put(
          spec.name(),
          PackedTensor.of(
              map.region(spec.name(), Layout.LANES), coder, model.weights(spec.name())));
    }
    return new LiveModel(
        title,
        romSha256,
        config,
        model.vocabulary().symbols(),
        model.vocabulary().symbols().stream().map(VisibleText::of).toList(),
        model.vocabulary().merges(),
        model.vocabulary().splitsAtSpaces(),
        formats,
        codebooks,
        model.tables().byName(),
        Tables.rsqrtExponent(config.embd()),
        GoldenSimulator.epsilon(config.embd(), formats.embedding()),
        GoldenSimulator.epsilon(config.embd(), formats.residual()),
        tensors,
        map.precomputed() ? MemoryMap.tileColumns(config, map.lanes()) : 0,
        Pace.of(new Schedule(config, map.lanes(), map.precomputed()), config.context()));
  }

  /**
   * Requires that a page can hold a model of this shape and these codes, whose values it writes in
   * base64.
   *
   * @param where the model lies, for the message
   * @throws InputException if they would take more than 32 MB
   */
  public static void requireSmall(String where, ModelConfig config, Codes codes) {
    long bytes = leastBytes(config, codes);
    if (bytes > MOST_BYTES) {
      throw new InputException(
          where,
          "its ROM words would take "
              + Figures.count(bytes)
              + " bytes of a page, which may have at most "
              + Figures.count(MOST_BYTES),
          "narrower weights take fewer, such as those of run --weight-bits 4; 'sample' draws from"
              + " any model");
    }
  }

  /** The bytes of all values in base64, short of the ends of tensors. */
  private static long leastBytes(ModelConfig config, Codes codes) {
    return config.parameters().stream()
        .mapToLong(spec -> (long) spec.size() * codes.of(spec.name()).bits() / 6)
        .sum();
  }

  /** The JSON text for a page, in which no text can end the script. */
  @JsonIgnore
  public String json() {
    return Json.line(this).replace("<", "\\u003c");
  }
}
