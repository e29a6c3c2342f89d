package org.microgptrom.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.io.Progress;

/**
 * Rounds the weights of all tensors together so that the predictions stay, by the Fisher matrix of
 * the whole model. It takes the square of the number of weights in memory and its cube in time, so
 * it is for small models only.
 */
final class JointRounding {
  /**
   * The most weights that are rounded together: 100 MB for the matrix and 200 MB for its factors.
   */
  static final int MOST_WEIGHTS = 5_000;

  /** Gradients for each weight: with fewer the matrix would fit the sample, not the model. */
  private static final int GRADIENTS = Integer.getInteger("gg", 2);

  /** The share of the matrix's mean diagonal that is added to it, for what no gradient has seen. */
  private static final double DAMPING = Double.parseDouble(System.getProperty("dd", "1e-3"));

  private static final int TOGETHER = 64;

  private static final long SEED = 1;

  private JointRounding() {}

  /**
   * Rounds.
   *
   * @param model whose predictions are kept
   * @param flat the weights that are rounded
   * @param sequences on which predictions are kept
   * @return the weights after
   */
  static double[] round(
      Checkpoint model, FlatWeights flat, List<int[]> sequences, Progress progress) {
    SymmetricMatrix fisher = fisher(model, flat, sequences, progress);
    double damping = DAMPING * fisher.meanOfDiagonal();
    for (int i = 0; i < fisher.size(); i++) {
      fisher.addToDiagonal(i, damping);
    }
    return ErrorFeedback.of(fisher, flat.scales(), progress).round(flat.values(), flat::nearest);
  }

  private static SymmetricMatrix fisher(
      Checkpoint model, FlatWeights flat, List<int[]> sequences, Progress progress) {
    SampledGradient gradient = new SampledGradient(model);
    int size = flat.values().length;
    int count = GRADIENTS * size;
    SymmetricMatrix fisher = new SymmetricMatrix(size);
    double[] factors = new double[TOGETHER];
    Arrays.fill(factors, 1.0 / count);
    for (int first = 0; first < count; first += TOGETHER) {
      double[][] gradients =
          IntStream.range(first, first + TOGETHER)
              .parallel()
              .mapToObj(
                  i -> flat.folded(gradient.of(sequences.get(i % sequences.size()), random(i))))
              .toArray(double[][]::new);
      fisher.addProducts(factors, gradients);
      progress.at("sensitivity", Math.min(count, first + TOGETHER), count);
    }
    return fisher;
  }

  private static Random random(int number) {
    return new Random(SEED + number * 0x9E3779B97F4A7C15L);
  }
}
