package org.microgptrom.quantize;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The weights of all tensors in one array, in the order of the parameters. */
final class FlatWeights {
  private final FoldedWeights weights;
  private final Map<String, WeightGrid> grids;
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final double[] values;
  private final double[] gains; // that are folded in
  private final double[] scales;
  private final WeightGrid[] gridOf; // of each weight

  FlatWeights(FoldedWeights weights, Map<String, WeightGrid> grids) {
    this.weights = weights;
    this.grids = grids;
    int size = 0;
    for (String name : weights.names()) {
      offsets.put(name, size);
      size += weights.of(name).length;
    }
    this.values = new double[size];
    this.gains = new double[size];
    this.scales = new double[size];
    this.gridOf = new WeightGrid[size];
    offsets.forEach(this::take);
  }

  private void take(String name, int offset) {
    float[] of = weights.of(name);
    WeightGrid grid = Objects.requireNonNull(grids.get(name), name);
    double squares = 0;
    for (int i = 0; i < of.length; i++) {
      double weight = of[i] * weights.factor(name);
      double error = weight - grid.weight(grid.nearest(weight));
      squares += error * error;
      values[offset + i] = weight;
      gains[offset + i] = weights.factor(name);
      gridOf[offset + i] = grid;
    }
    for (int i = 0; i < of.length; i++) {
      scales[offset + i] = Math.sqrt(squares / of.length);
    }
  }

  /** The weights before rounding. */
  double[] values() {
    return values;
  }

  /** The root mean square, by tensor, of the errors if each weight takes the nearest value. */
  double[] scales() {
    return scales;
  }

  /** The weight that a number's grid has nearest to a weight. */
  double nearest(int number, double weight) {
    WeightGrid grid = gridOf[number];
    return grid.weight(grid.nearest(weight));
  }

  /** A gradient by these weights from one by the model's own, in whose place it comes. */
  double[] folded(double[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= gains[i];
    }
    return gradient;
  }

  /** The tensors with other weights, as values of their grids. */
  Map<String, short[]> values(double[] rounded) {
    return weights.ofEach(
        name -> {
          WeightGrid grid = Objects.requireNonNull(grids.get(name), name);
          int offset = Objects.requireNonNull(offsets.get(name), name);
          short[] of = new short[weights.of(name).length];
          for (int i = 0; i < of.length; i++) {
            of[i] = grid.nearest(rounded[offset + i]);
          }
          return of;
        });
  }
}
