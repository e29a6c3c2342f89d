package org.microgptrom.quantize;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.io.Progress;

/**
 * Rounds the weights of one matrix after the other, so that its products with the inputs that it
 * sees stay: those of the model whose matrices before it are rounded already. Embeddings take the
 * nearest values.
 */
final class MatrixRounding {
  /** The most weights of a model that is rounded so: a minute or two. */
  static final int MOST_WEIGHTS = 1_000_000;

  /** The number of multiplications of all runs that show inputs. */
  private static final long WORK = 20_000_000_000L;

  /** The share of the mean diagonal that is added, for directions that no input has. */
  private static final double DAMPING = 1e-2;

  private MatrixRounding() {}

  /** The values of all tensors. */
  static Map<String, short[]> round(
      FoldedWeights weights, RoundedWeights nearest, List<int[]> sample, Progress progress) {
    Checkpoint checkpoint = weights.checkpoint();
    List<MatrixInputs> groups = MatrixInputs.all(checkpoint.config().layers());
    List<int[]> sequences =
        first(sample, WORK / groups.size() / checkpoint.config().parameterCount());
    Map<String, short[]> values = new LinkedHashMap<>(nearest.values());
    Map<String, float[]> decoded = new LinkedHashMap<>(checkpoint.weights());
    nearest.grids().keySet().stream()
        .filter(name -> groups.stream().noneMatch(group -> group.matrices().contains(name)))
        .forEach(name -> decoded.put(name, nearest.decoded(weights, name)));
    for (int i = 0; i < groups.size(); i++) {
      MatrixInputs group = groups.get(i);
      int columns = weights.spec(group.matrices().get(0)).columns();
      SymmetricMatrix products = group.products(weights.checkpoint(decoded), sequences, columns);

      double[] equal = new double[columns];
      Arrays.fill(equal, 1);
      ErrorFeedback feedback = ErrorFeedback.of(products.damped(DAMPING), equal, Progress.NONE);
      for (String name : group.matrices()) {
        WeightGrid grid = Objects.requireNonNull(nearest.grids().get(name), name);
        short[] of = round(weights, name, grid, feedback);
        values.put(name, of);
        decoded.put(name, weights.weights(name, grid, of));
      }
      progress.at("rounding", i + 1, groups.size());
    }
    return values;
  }

  private static List<int[]> first(List<int[]> sample, long tokens) {
    int count = 0;
    for (long left = tokens; count < sample.size() && left > 0; count++) {
      left -= sample.get(count).length - 1;
    }
    return sample.subList(0, Math.max(1, count));
  }

  private static short[] round(
      FoldedWeights weights, String name, WeightGrid grid, ErrorFeedback feedback) {
    float[] of = weights.of(name);
    int columns = weights.spec(name).columns();
    short[] values = new short[of.length];
    IntStream.range(0, of.length / columns)
        .parallel()
        .forEach(
            row -> {
              double[] before = new double[columns];
              for (int column = 0; column < columns; column++) {
                before[column] = of[row * columns + column] * weights.factor(name);
              }
              double[] after =
                  feedback.round(before, (column, weight) -> grid.weight(grid.nearest(weight)));
              for (int column = 0; column < columns; column++) {
                values[row * columns + column] = grid.nearest(after[column]);
              }
            });
    return values;
  }
}
