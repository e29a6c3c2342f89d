package org.microgptrom.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.io.InputException;

/**
 * The formats of all tensors, and how their words stand in ROM.
 *
 * @param words the formats of the words, by parameter name
 * @param codes of the words
 * @param grids the weights that the codes stand for
 */
record WeightFormats(Map<String, QFormat> words, Codes codes, Map<String, WeightGrid> grids) {
  /**
   * The largest word of an embedding, with which wte + wpe stays within 16 bits even when both are
   * rounded up.
   */
  private static final int MAX_EMBEDDING_WORD = QFormat.MAX_WORD - 1;

  private static final List<String> EMBEDDINGS = List.of(ParameterSpec.WTE, ParameterSpec.WPE);

  /**
   * Chooses by the sections Formats and Codes of {@code docs/arithmetic.md}.
   *
   * @param trained the codes of tensors that have fewer than 16 bits
   * @param followed whether the weights are those of the codes; else any code may be taken
   * @throws InputException naming a tensor whose weights do not fit 16 bits
   */
  static WeightFormats choose(
      ModelConfig config, FoldedWeights weights, TrainedCodes trained, boolean followed) {
    Map<String, WeightGrid> grids = new LinkedHashMap<>();
    trained
        .tensors()
        .forEach((name, codes) -> grids.put(name, WeightGrid.of(codes, trained.codebooks())));
    if (!followed) { // their sum then fits wherever that of the weights does
      for (String name : EMBEDDINGS) {
        grids.computeIfPresent(name, (key, grid) -> grid.within(weights.largest(name)));
      }
    }
    QFormat embedding = embedding(weights, grids, followed);
    Map<String, QFormat> words = new LinkedHashMap<>();
    Map<String, Code> codes = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      String name = spec.name();
      WeightGrid grid = grids.get(name);
      QFormat format =
          spec.isEmbedding()
              ? embedding
              : grid != null
                  ? new QFormat(grid.fractionBits())
                  : FormatChooser.finest("tensor " + name, weights.largest(name), QFormat.MAX_WORD);
      words.put(name, format);
      codes.put(name, Code.WORD);
      if (grid != null) {
        TrainedCodes.Tensor tensor = Objects.requireNonNull(trained.tensors().get(name));
        codes.put(name, tensor.code(format.fractionBits() - grid.fractionBits()));
      } else {
        grids.put(name, WeightGrid.ofWords(format, largest(weights, name, format)));
      }
    }
    return new WeightFormats(words, new Codes(codes), grids);
  }

  /** The largest magnitude of the words that are nearest to a tensor's weights. */
  private static int largest(FoldedWeights weights, String name, QFormat format) {
    return format.nearest(weights.largest(name));
  }

  /**
   * The common format of wte and wpe: the finest in which their sum fits, and in which every value
   * of a codebook does.
   */
  private static QFormat embedding(
      FoldedWeights weights, Map<String, WeightGrid> grids, boolean followed) {
    double sum = 0;
    int least = 0; // fraction bits that the codes need
    int most = QFormat.MAX_FRACTION_BITS; // that the shifts reach
    for (String name : EMBEDDINGS) {
      WeightGrid grid = grids.get(name);
      if (grid == null || followed) {
        sum += weights.largest(name);
      } else {
        sum += grid.weight(grid.largest());
      }
      if (grid != null) {
        least = Math.max(least, grid.fractionBits());
        most = Math.min(most, grid.fractionBits() + shift(grid));
      }
    }
    boolean exact = grids.keySet().containsAll(EMBEDDINGS);
    QFormat finest =
        FormatChooser.finest(
            "tensors wte and wpe", sum, exact ? QFormat.MAX_WORD : MAX_EMBEDDING_WORD);
    QFormat format = new QFormat(Math.min(finest.fractionBits(), most));
    if (format.fractionBits() < least) {
      throw new InputException(
          "tensors wte and wpe",
          "their codes need "
              + least
              + " fraction bits, and "
              + format.fractionBits()
              + " are left where all values and their sum fit 16 bits",
          "give both the same width with --weight-bits, or train again");
    }
    return format;
  }

  /** The largest shift with which every value of the grid fits 16 bits. */
  private static int shift(WeightGrid grid) {
    int shift = 0;
    while (shift < Code.MOST_SHIFT
        && grid.most() << (shift + 1) <= Short.MAX_VALUE
        && grid.least() << (shift + 1) >= Short.MIN_VALUE) {
      shift++;
    }
    return shift;
  }
}
