package org.microgptrom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;

/**
 * Writes the folder of a quantized model of random weights, 16-bit words or codes of a codebook: a
 * model of any size without the hours that its training takes. {@code bench/large} packs it.
 */
public final class RandomQuantized {
  private static final int CONTEXT = 16;

  /** f of all matrices and of the embeddings; activations are of ordinary size then. */
  private static final QFormat WEIGHT = new QFormat(14);

  private static final QFormat ACTIVATION = new QFormat(9);

  private RandomQuantized() {}

  /**
   * @param args layers, embedding width, heads, bits of a weight in ROM (16, 4, 3 or 2), and the
   *     folder, which must not exist
   */
  public static void main(String[] args) throws IOException {
    int embd = Integer.parseInt(args[1]);
    ModelConfig config =
        new ModelConfig(
            Integer.parseInt(args[0]), embd, Integer.parseInt(args[2]), CONTEXT, 4 * embd, 27);
    QuantizedModel model = model(config, Integer.parseInt(args[3]));
    Provenance.CorpusId corpus =
        new Provenance.CorpusId("random", "0".repeat(64), 1, 42, 1, "0".repeat(64));
    Provenance training = new Provenance("random weights", "random", 42, 0, corpus);
    Quantized quantized =
        new Quantized(
            model,
            new Quantized.Lineage(training, "0".repeat(64), "random weights", 0),
            List.of("emma"));
    QuantizedCodec.writeInto(Files.createDirectories(Path.of(args[4])), quantized);
  }

  private static QuantizedModel model(ModelConfig config, int bits) {
    // Uniform within sqrt(3 / width): products with normalised inputs have variance 1.
    int bound = WEIGHT.nearest(Math.sqrt(3.0 / config.embd()));
    Codebook codebook = codebook(Math.min(bits, 4), bound);
    Map<String, Codebook> codebooks = bits == Short.SIZE ? Map.of() : Map.of("codebook", codebook);
    Code code = bits == Short.SIZE ? Code.WORD : new Code(bits, "codebook", 0);
    SplittableRandom random = new SplittableRandom(42);
    Map<String, short[]> weights = new LinkedHashMap<>();
    Map<String, Code> codes = new LinkedHashMap<>();
    Map<String, QFormat> formats = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      short[] words = new short[spec.size()];
      for (int i = 0; i < words.length; i++) {
        words[i] =
            code.isWord()
                ? (short) random.nextInt(-bound, bound + 1)
                : codebook.value(random.nextInt(codebook.size()));
      }
      weights.put(spec.name(), words);
      codes.put(spec.name(), code);
      formats.put(spec.name(), WEIGHT);
    }
    Formats.Layer layer = new Formats.Layer(ACTIVATION, ACTIVATION, ACTIVATION, ACTIVATION);
    return new QuantizedModel(
        config,
        Vocabulary.ofSymbols(
            IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList()),
        new Formats(
            WEIGHT,
            ACTIVATION,
            ACTIVATION,
            ACTIVATION,
            Collections.nCopies(config.layers(), layer),
            formats,
            new Codes(codes)),
        Tables.forConfig(config),
        codebooks,
        weights);
  }

  /** Values at equal distances from -bound to bound. */
  private static Codebook codebook(int bits, int bound) {
    short[] values = new short[1 << bits];
    for (int code = 0; code < values.length; code++) {
      values[code] = (short) (2 * bound * code / (values.length - 1) - bound);
    }
    return new Codebook(values);
  }
}
