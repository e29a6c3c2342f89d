package org.microgptrom.model.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;

/**
 * Fixed-point models nobody trained: any shape, the same words for the same seed on every machine
 * ({@link Random} is specified bit by bit).
 */
public final class RandomModels {
  private static final int[] CORNERS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE};

  private RandomModels() {}

  /** How a model's words and formats are drawn. */
  public enum Weights {
    /** As after training: activations of ordinary size in formats that hold them. */
    MODERATE,
    /** Any 16-bit word, often the extreme ones, in any formats: nearly every site clamps. */
    FULL_SCALE
  }

  /** A small shape, often an odd one: down to one head of width 1 and a context of 1. */
  public static ModelConfig shape(long seed) {
    Random random = new Random(seed);
    int heads = between(random, 1, 4);
    return new ModelConfig(
        between(random, 1, 3),
        heads * between(random, 1, 5),
        heads,
        between(random, 1, 9),
        between(random, 1, 40),
        between(random, 2, 40));
  }

  /** A model of this shape whose vocabulary is the first Latin letters from {@code a} on. */
  public static QuantizedModel model(ModelConfig config, Weights weights, long seed) {
    return model(config, weights, new Random(seed));
  }

  /** As {@link #model}, with six documents, some longer than the context, and an invented past. */
  public static Quantized quantized(ModelConfig config, Weights weights, long seed) {
    Random random = new Random(seed);
    QuantizedModel model = model(config, weights, random);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int[] tokens = new int[between(random, 1, config.context() + 2)];
      for (int t = 0; t < tokens.length; t++) {
        tokens[t] = random.nextInt(config.bos());
      }
      documents.add(model.vocabulary().decode(tokens));
    }
    Provenance.CorpusId corpus =
        new Provenance.CorpusId("random", "00".repeat(32), 60, 1, 6, "11".repeat(32));
    Provenance training = new Provenance("microgpt-rom test", "random", seed, 0, corpus);
    return new Quantized(
        model,
        new Quantized.Lineage(training, "11".repeat(32), "microgpt-rom test", 54),
        documents);
  }

  /**
   * A model of this shape whose words are those of codes.
   *
   * @param bits of each tensor's codes, 16, 8, 4, 3 or 2, cyclically; those of 4 and fewer have a
   *     codebook for each width that the matrices share, and one for each embedding; with -4, -3 or
   *     -2 the tensor has a codebook of its own, mlp_fc1 none
   */
  public static QuantizedModel narrow(
      ModelConfig config, Weights weights, List<Integer> bits, long seed) {
    return narrow(model(config, weights, seed), bits, new Random(~seed));
  }

  /** As {@link #quantized}, of {@link #narrow}. */
  public static Quantized narrowQuantized(
      ModelConfig config, Weights weights, List<Integer> bits, long seed) {
    Quantized wide = quantized(config, weights, seed);
    return new Quantized(
        narrow(wide.model(), bits, new Random(~seed)), wide.lineage(), wide.documents());
  }

  private static QuantizedModel narrow(QuantizedModel wide, List<Integer> bits, Random random) {
    Map<String, Code> codes = new LinkedHashMap<>();
    Map<String, Codebook> codebooks = new LinkedHashMap<>();
    Map<String, short[]> tensors = new LinkedHashMap<>();
    int next = 0;
    for (ParameterSpec spec : wide.config().parameters()) {
      int drawn = bits.get(next++ % bits.size());
      boolean own = drawn < 0;
      int width = Math.abs(drawn);
      short[] words = wide.weights(spec.name());
      int largest = 1;
      for (short word : words) {
        largest = Math.max(largest, Math.abs(word));
      }
      String name = Code.LINEAR;
      if (width <= 4 && !(own && spec.name().endsWith("mlp_fc1"))) {
        String suffix = own || spec.isEmbedding() ? "_" + spec.name().replace('.', '_') : "";
        name = "codebook" + width + suffix;
        int bound = spec.isEmbedding() ? Math.max(largest, 8) : QFormat.MAX_WORD;
        codebooks.computeIfAbsent(name, key -> codebook(random, 1 << width, bound));
      }
      Code code = new Code(width, name, width == 8 ? shift(spec, largest) : 0);
      Coder coder = Coder.of(code, codebooks);
      short[] narrow = words.clone();
      for (int i = 0; i < narrow.length && width < 16; i++) {
        int any = random.nextInt(1 << width);
        boolean tooLarge = spec.isEmbedding() && Math.abs(coder.word(any)) > largest;
        narrow[i] = coder.word(tooLarge && width == 8 ? 0 : any);
      }
      codes.put(spec.name(), code);
      tensors.put(spec.name(), narrow);
    }
    Formats formats = wide.formats();
    return new QuantizedModel(
        wide.config(),
        wide.vocabulary(),
        new Formats(
            formats.embedding(),
            formats.residual(),
            formats.norm(),
            formats.logits(),
            formats.layers(),
            formats.weights(),
            new Codes(codes)),
        wide.tables(),
        codebooks,
        tensors);
  }

  /** The shift with which codes of 8 bits reach up to half of the largest word at least. */
  private static int shift(ParameterSpec spec, int largest) {
    int shift = 0;
    while (spec.isEmbedding() && 128 << (shift + 1) <= largest) {
      shift++;
    }
    return shift;
  }

  /** Ascending words, no two equal, of magnitude up to a bound. */
  private static Codebook codebook(Random random, int size, int bound) {
    TreeSet<Short> words = new TreeSet<>();
    while (words.size() < size) {
      words.add((short) between(random, -bound, bound));
    }
    short[] values = new short[size];
    int at = 0;
    for (short word : words) {
      values[at++] = word;
    }
    return new Codebook(values);
  }

  private static QuantizedModel model(ModelConfig config, Weights weights, Random random) {
    Formats formats = formats(config, weights, random);
    Map<String, short[]> tensors = new LinkedHashMap<>();
    int wteBound = random.nextInt(QFormat.MAX_WORD + 1);
    for (ParameterSpec spec : config.parameters()) {
      short[] words = new short[spec.size()];
      int bound = bound(spec, formats, weights, wteBound);
      for (int i = 0; i < words.length; i++) {
        words[i] = (short) word(random, bound, weights);
      }
      tensors.put(spec.name(), words);
    }
    return new QuantizedModel(
        config, letters(config.bos()), formats, Tables.forConfig(config), tensors);
  }

  /** The largest magnitude of a tensor's words, 32768 for all words. */
  private static int bound(ParameterSpec spec, Formats formats, Weights weights, int wteBound) {
    boolean embedding =
        spec.name().equals(ParameterSpec.WTE) || spec.name().equals(ParameterSpec.WPE);
    if (weights == Weights.FULL_SCALE) {
      int allowed = spec.name().equals(ParameterSpec.WTE) ? wteBound : QFormat.MAX_WORD - wteBound;
      return embedding ? allowed : -Short.MIN_VALUE;
    }
    // Uniform within sqrt(3 / columns): products with normalised inputs have variance 1.
    double real = embedding ? 0.5 : Math.sqrt(3.0 / spec.columns());
    return formats.weight(spec.name()).nearest(real);
  }

  private static int word(Random random, int bound, Weights weights) {
    int word =
        weights == Weights.FULL_SCALE && random.nextInt(8) == 0
            ? CORNERS[random.nextInt(CORNERS.length)]
            : between(random, -bound, bound);
    return Math.max(-bound, Math.min(Math.min(bound, QFormat.MAX_WORD), word));
  }

  private static Formats formats(ModelConfig config, Weights weights, Random random) {
    QFormat embedding = format(random, weights, 12, 15);
    List<Formats.Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(
          new Formats.Layer(
              format(random, weights, 10, 12),
              format(random, weights, 10, 12),
              format(random, weights, 10, 12),
              format(random, weights, 10, 12)));
    }
    Map<String, QFormat> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      tensors.put(spec.name(), format(random, weights, 12, 14));
    }
    tensors.put(ParameterSpec.WTE, embedding);
    tensors.put(ParameterSpec.WPE, embedding);
    return new Formats(
        embedding,
        format(random, weights, 9, 11),
        format(random, weights, 11, 12),
        format(random, weights, 9, 11),
        layers,
        tensors);
  }

  /** Fraction bits of a moderate model lie in {@code lowest..highest}. */
  private static QFormat format(Random random, Weights weights, int lowest, int highest) {
    return new QFormat(
        weights == Weights.MODERATE
            ? between(random, lowest, highest)
            : between(random, 0, QFormat.MAX_FRACTION_BITS));
  }

  private static Vocabulary letters(int count) {
    return Vocabulary.ofSymbols(
        IntStream.iterate('a', letter -> letter + 1)
            .filter(Character::isLetter)
            .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN)
            .limit(count)
            .mapToObj(Character::toString)
            .toList());
  }

  private static int between(Random random, int lowest, int highest) {
    return lowest + random.nextInt(highest - lowest + 1);
  }
}
