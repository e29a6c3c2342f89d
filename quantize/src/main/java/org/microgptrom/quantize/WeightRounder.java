package org.microgptrom.quantize;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.microgptrom.model.io.Progress;

/** Chooses a value for each weight. */
final class WeightRounder {
  private final FoldedWeights weights;
  private final Map<String, WeightGrid> grids;

  WeightRounder(FoldedWeights weights, Map<String, WeightGrid> grids) {
    this.weights = weights;
    this.grids = grids;
  }

  /** The values that the weights are, as a training that knew of them has left them. */
  RoundedWeights trained() {
    return new RoundedWeights(
        Rounding.TRAINED, grids, weights.ofEach(name -> weights.exact(name, grid(name))));
  }

  /** The nearest values. */
  RoundedWeights nearest() {
    return new RoundedWeights(
        Rounding.NEAREST, grids, weights.ofEach(name -> weights.nearest(name, grid(name))));
  }

  /**
   * The values with which the model computes nearly the same on a sample.
   *
   * @param asked for; empty for the best that the model's size allows
   */
  RoundedWeights fitted(Optional<Rounding> asked, List<int[]> sample, Progress progress) {
    return switch (asked.orElseGet(this::best)) {
      case JOINT -> joint(sample, progress);
      case MATRIX, NEAREST, TRAINED -> nearest();
    };
  }

  private Rounding best() {
    long size = weights.checkpoint().config().parameterCount();
    return size <= JointRounding.MOST_WEIGHTS ? Rounding.JOINT : Rounding.NEAREST;
  }

  private RoundedWeights joint(List<int[]> sample, Progress progress) {
    FlatWeights flat = new FlatWeights(weights, grids);
    double[] rounded = JointRounding.round(weights.checkpoint(), flat, sample, progress);
    return new RoundedWeights(Rounding.JOINT, grids, flat.values(rounded));
  }

  private WeightGrid grid(String name) {
    return Objects.requireNonNull(grids.get(name), name);
  }
}
