package org.microgptrom.quantize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.io.InputException;

/**
 * The weights in double precision as they are quantized: the weights of the checkpoint, with
 * log2(e) / sqrt(hd) folded into every Wq so that scores are base-2 logarithms. They are computed
 * only where they are used, as a model may fill half of the memory.
 */
final class FoldedWeights {
  /**
   * The largest difference, in values, of a weight from the value that it was rounded from: a float
   * has eight bits more than a word.
   */
  private static final double MOST_ROUNDING = 1.0 / 64;

  private final Checkpoint checkpoint;
  private final Map<String, Double> largest;

  FoldedWeights(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.largest = ofEach(this::largestOf);
  }

  /**
   * The result of a function for every tensor by name, in the order of the tensors, which are taken
   * in parallel.
   */
  <T> Map<String, T> ofEach(Function<String, T> function) {
    List<String> names = names();
    List<T> results = names.parallelStream().map(function).toList();
    Map<String, T> byName = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      byName.put(names.get(i), results.get(i));
    }
    return Collections.unmodifiableMap(byName);
  }

  /** The tensors' names, in their order. */
  List<String> names() {
    return checkpoint.config().parameterNames();
  }

  /** The checkpoint. */
  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The weights of a tensor before its factor is folded in. */
  float[] of(String name) {
    return checkpoint.weights(name);
  }

  /** The checkpoint with other weights, of which no training has left codes. */
  Checkpoint checkpoint(Map<String, float[]> others) {
    return new Checkpoint(
        checkpoint.config(), checkpoint.vocabulary(), others, checkpoint.provenance());
  }

  /** The largest magnitude in a tensor. */
  double largest(String name) {
    return Objects.requireNonNull(largest.get(name), name);
  }

  /** The values nearest to the tensor's weights. */
  short[] nearest(String name, WeightGrid grid) {
    float[] weights = checkpoint.weights(name);
    double factor = factor(name);
    short[] values = new short[weights.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = grid.nearest(weights[i] * factor);
    }
    return values;
  }

  /**
   * The values that the tensor's weights are.
   *
   * @throws InputException naming the first weight that is no value of the grid
   */
  short[] exact(String name, WeightGrid grid) {
    short[] values = nearest(name, grid);
    float[] weights = checkpoint.weights(name);
    double scale = Math.scalb(factor(name), grid.fractionBits());
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(weights[i] * scale - values[i]) <= MOST_ROUNDING)) {
        int columns = spec(name).columns();
        throw new InputException(
            "tensor " + name,
            "row %d column %d is %s, which no code of the checkpoint stands for; the nearest is %s"
                .formatted(
                    i / columns,
                    i % columns,
                    weights[i],
                    (float) (grid.weight(values[i]) / factor(name))),
            "a checkpoint's weights and codes must be of one training: train again");
      }
    }
    return values;
  }

  /** The weights that these values stand for, as a checkpoint has them. */
  float[] weights(String name, WeightGrid grid, short[] values) {
    double factor = factor(name);
    float[] weights = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      weights[i] = (float) (grid.weight(values[i]) / factor);
    }
    return weights;
  }

  /** The errors of these words of a tensor. */
  ErrorStatistics errors(String name, QFormat format, short[] words) {
    float[] weights = checkpoint.weights(name);
    double factor = factor(name);
    ErrorStatistics statistics = new ErrorStatistics();
    for (int i = 0; i < words.length; i++) {
      statistics.add(weights[i] * factor, format.real(words[i]));
    }
    return statistics;
  }

  /** The shape of a tensor. */
  ParameterSpec spec(String name) {
    return checkpoint.config().parameters().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private double largestOf(String name) {
    double factor = factor(name);
    double found = 0;
    for (float weight : checkpoint.weights(name)) {
      found = Math.max(found, Math.abs(weight * factor));
    }
    return found;
  }

  /** The factor that is folded into a tensor. */
  double factor(String name) {
    return FloatModel.factor(checkpoint.config(), name);
  }
}
