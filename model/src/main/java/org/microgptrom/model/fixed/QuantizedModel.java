package org.microgptrom.model.fixed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;

/**
 * A MicroGPT in 16-bit fixed point: all that the golden simulator and the circuit compute from.
 *
 * <p>The weight arrays are shared, not copied, because a model can hold 30 million words; nobody
 * writes to them after construction.
 *
 * @param config the model's shape
 * @param vocabulary the model's symbols, {@code config.vocabSize()} with BOS
 * @param formats of every tensor and site
 * @param tables the constant tables
 * @param codebooks by name, those that the formats' codes name; put in their order
 * @param weights signed words by parameter name, row-major, in {@code state_dict} order
 */
public record QuantizedModel(
    ModelConfig config,
    Vocabulary vocabulary,
    Formats formats,
    Tables tables,
    Map<String, Codebook> codebooks,
    Map<String, short[]> weights) {
  /** Checks that all parts fit the shape. */
  public QuantizedModel {
    if (vocabulary.size() != config.vocabSize()) {
      throw new IllegalArgumentException(
          "the vocabulary has "
              + vocabulary.size()
              + " symbols with BOS, vocab_size is "
              + config.vocabSize());
    }
    formats.requireFit(config);
    if (!codebooks.keySet().equals(formats.codes().codebooks().keySet())) {
      throw new IllegalArgumentException(
          "codebooks are given by the names "
              + codebooks.keySet()
              + ", codes name "
              + formats.codes().codebooks().keySet());
    }
    Map<String, Codebook> inOrder = new LinkedHashMap<>();
    for (String name : formats.codes().codebooks().keySet()) {
      inOrder.put(name, Objects.requireNonNull(codebooks.get(name), name));
    }
    codebooks = Collections.unmodifiableMap(inOrder);
    Map<String, short[]> ordered = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      short[] words = weights.get(spec.name());
      if (words == null || words.length != spec.size()) {
        throw new IllegalArgumentException(
            "tensor "
                + spec.name()
                + " must have "
                + spec.size()
                + " words, not "
                + (words == null ? 0 : words.length));
      }
      requireCodes(spec, Coder.of(formats.codes().of(spec.name()), codebooks), words);
      ordered.put(spec.name(), words);
    }
    weights = Collections.unmodifiableMap(ordered);
    requireEmbeddingSumFits(weights);
  }

  /** A model whose ROM holds 16-bit words. */
  public QuantizedModel(
      ModelConfig config,
      Vocabulary vocabulary,
      Formats formats,
      Tables tables,
      Map<String, short[]> weights) {
    this(config, vocabulary, formats, tables, Map.of(), weights);
  }

  private static void requireCodes(ParameterSpec spec, Coder coder, short[] words) {
    for (int i = 0; i < words.length && !coder.isWord(); i++) {
      if (!coder.has(words[i])) {
        throw new IllegalArgumentException(
            spec.place(i)
                + " is "
                + words[i]
                + ", and no code of "
                + coder.bits()
                + " bits has this word");
      }
    }
  }

  /**
   * Requires that the common format of wte and wpe leaves room for their sum, which the arithmetic
   * never clamps.
   */
  private static void requireEmbeddingSumFits(Map<String, short[]> weights) {
    int sum =
        Stream.of(ParameterSpec.WTE, ParameterSpec.WPE)
            .map(weights::get)
            .mapToInt(QuantizedModel::largest)
            .sum();
    if (sum > QFormat.MAX_WORD) {
      throw new IllegalArgumentException(
          "max|wte| + max|wpe| must be at most " + QFormat.MAX_WORD + ", not " + sum);
    }
  }

  private static int largest(short[] words) {
    int largest = 0;
    for (short word : words) {
      largest = Math.max(largest, Math.abs(word));
    }
    return largest;
  }

  /** The words of a parameter of this shape, row-major. */
  public short[] weights(String parameter) {
    return Objects.requireNonNull(weights.get(parameter), parameter);
  }

  /** Makes codes of the words of a parameter, and words of its codes. */
  public Coder coder(String parameter) {
    return Coder.of(formats.codes().of(parameter), codebooks);
  }

  /** The words of the constant tables, then of the codebooks, by the names of their files. */
  public Map<String, short[]> tableWords() {
    Map<String, short[]> words = new LinkedHashMap<>();
    tables.byName().forEach((name, entries) -> words.put(name, Words.ofUnsigned(entries)));
    codebooks.forEach((name, codebook) -> words.put(name, codebook.values()));
    return words;
  }

  /** The words of one matrix of one layer, row-major. */
  public short[] weights(int layer, ParameterSpec.Role role) {
    return weights(role.inLayer(layer));
  }

  /** The format of one matrix of one layer. */
  public QFormat format(int layer, ParameterSpec.Role role) {
    return formats.weight(role.inLayer(layer));
  }
}
