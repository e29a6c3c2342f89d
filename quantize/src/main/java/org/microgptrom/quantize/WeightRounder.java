package org.microgptrom.quantize;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

/** Chooses a value for each weight. */
final class WeightRounder {
  private static final double LEAST_DAMPING = 1e-3;

  private final FoldedWeights weights;
  private final Map<String, WeightGrid> grids;

  WeightRounder(FoldedWeights weights, Map<String, WeightGrid> grids) {
    this.weights = weights;
    this.grids = grids;
  }

  /**
   * The values that the weights are, as a training that knew of them has left them; the nearest
   * words in tensors for which it chose no codes.
   */
  RoundedWeights trained() {
    Set<String> coded = weights.checkpoint().codes().tensors().keySet();
    return new RoundedWeights(
        Rounding.TRAINED,
        grids,
        weights.ofEach(
            name ->
                coded.contains(name)
                    ? weights.exact(name, grid(name))
                    : weights.nearest(name, grid(name))));
  }

  /** The nearest values. */
  RoundedWeights nearest() {
    return new RoundedWeights(
        Rounding.NEAREST, grids, weights.ofEach(name -> weights.nearest(name, grid(name))));
  }

  /**
   * The values with which the model predicts nearly the same on a sample.
   *
   * @param asked how they are chosen; empty for the best that the model's size allows
   * @throws InputException if they can't be chosen so in a model of this size
   */
  RoundedWeights fitted(Optional<Rounding> asked, Sample sample, Progress progress) {
    long size = weights.checkpoint().config().parameterCount();
    Rounding rounding =
        asked.orElse(
            size <= JointRounding.MOST_WEIGHTS
                ? Rounding.JOINT
                : size <= MatrixRounding.MOST_WEIGHTS ? Rounding.MATRIX : Rounding.NEAREST);
    if (rounding == Rounding.JOINT && size > JointRounding.MOST_WEIGHTS) {
      throw new InputException(
          "--rounding joint",
          String.format(
              Locale.ROOT,
              "is for models of at most %,d parameters, not %,d",
              JointRounding.MOST_WEIGHTS,
              size),
          "use matrix or nearest");
    }
    return switch (rounding) {
      case JOINT -> {
        NarrowLoss loss = NarrowLoss.of(weights, sample);
        RoundedWeights joint = joint(sample, loss, progress);
        yield asked.isPresent() ? joint : better(joint, matrix(sample, progress), loss);
      }
      case MATRIX -> matrix(sample, progress);
      case NEAREST, TRAINED -> nearest();
    };
  }

  private RoundedWeights better(RoundedWeights a, RoundedWeights b, NarrowLoss loss) {
    double ofA = loss.of(a.decoded(weights)).divergence();
    return loss.of(b.decoded(weights)).divergence() < ofA ? b : a;
  }

  private RoundedWeights matrix(Sample sample, Progress progress) {
    return new RoundedWeights(
        Rounding.MATRIX,
        grids,
        MatrixRounding.round(weights, nearest(), sequences(sample), progress));
  }

  /** Rounds with more and more damping as long as that helps. */
  private RoundedWeights joint(Sample sample, NarrowLoss loss, Progress progress) {
    FlatWeights flat = new FlatWeights(weights, grids);
    JointRounding rounding =
        new JointRounding(weights.checkpoint(), flat, sequences(sample), progress);
    RoundedWeights best = nearest();
    double least = loss.of(best.decoded(weights)).divergence();
    double before = Double.POSITIVE_INFINITY;
    for (double damping = LEAST_DAMPING; damping <= 1; damping *= 10) {
      double[] rounded = rounding.round(damping, progress);
      RoundedWeights next = new RoundedWeights(Rounding.JOINT, grids, flat.values(rounded));
      double divergence = loss.of(next.decoded(weights)).divergence();
      if (divergence < least) {
        least = divergence;
        best = next;
      }
      if (divergence > before) {
        break;
      }
      before = divergence;
    }
    return best;
  }

  private List<int[]> sequences(Sample sample) {
    return weights.checkpoint().sequences(sample.documents());
  }

  private WeightGrid grid(String name) {
    return Objects.requireNonNull(grids.get(name), name);
  }
}
