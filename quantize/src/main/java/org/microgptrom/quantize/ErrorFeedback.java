package org.microgptrom.quantize;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import org.microgptrom.model.io.Progress;

/**
 * Rounds many weights one after the other so that a quadratic form of all their errors, e^T H e,
 * stays small: each is rounded to the value nearest to the weight plus what makes up for the errors
 * of those before it.
 *
 * <p>The feedback is that of GPTQ, in the form that needs no inverse (LDLQ): for H = sum_k d_k l_k
 * l_k^T, where l_k is 1 at the weight k and 0 at all that are rounded after it, the weight k adds
 * d_k (l_k e)^2, and its own error can bring l_k e near 0. Which weight is rounded last is free: it
 * pays to leave for the end those with small d, so the factorisation takes the smallest pivot left.
 *
 * @see <a href="https://arxiv.org/abs/2210.17323">Frantar et al.: GPTQ</a>
 * @see <a href="https://arxiv.org/abs/2307.13304">Chee et al.: QuIP, of LDLQ</a>
 */
final class ErrorFeedback {
  /** How many weights are eliminated from H in one pass over it. */
  private static final int PANEL = 32;

  private final int[] order; // of elimination: the last is rounded first
  private final double[][] factors; // l_k of the k-th that is eliminated

  private ErrorFeedback(int[] order, double[][] factors) {
    this.order = order;
    this.factors = factors;
  }

  /**
   * Factors a positive definite matrix, which is used up.
   *
   * @param scales the usual error of each weight
   */
  static ErrorFeedback of(SymmetricMatrix h, double[] scales, Progress progress) {
    int size = h.size();
    int[] order = new int[size];
    double[][] factors = new double[size][];
    boolean[] done = new boolean[size];
    for (int first = 0; first < size; first += PANEL) {
      int[] panel = smallest(h, scales, done, Math.min(PANEL, size - first));
      double[] pivots = new double[panel.length];
      for (int i = 0; i < panel.length; i++) {
        done[panel[i]] = true;
        double[] row = h.row(panel[i]);
        for (int k = 0; k < i; k++) {
          double[] before = factors[first + k];
          double by = pivots[k] * before[panel[i]];
          for (int j = 0; j < size; j++) {
            row[j] += by * before[j];
          }
        }
        double pivot = row[panel[i]];
        for (int j = 0; j < size; j++) {
          row[j] = done[j] ? 0 : row[j] / pivot;
        }
        pivots[i] = -pivot;
        order[first + i] = panel[i];
        factors[first + i] = row;
      }
      h.addProducts(pivots, Arrays.copyOfRange(factors, first, first + panel.length));
      progress.at("rounding", first + panel.length, size);
    }
    return new ErrorFeedback(order, factors);
  }

  /** The weights that are left with the smallest pivots, the smallest first. */
  private static int[] smallest(SymmetricMatrix h, double[] scales, boolean[] done, int count) {
    double[] pivots = new double[scales.length];
    Integer[] left = new Integer[scales.length];
    int size = 0;
    for (int i = 0; i < scales.length; i++) {
      pivots[i] = h.at(i, i) * scales[i] * scales[i];
      if (!done[i]) {
        left[size++] = i;
      }
    }
    Arrays.sort(
        left,
        0,
        size,
        (a, b) -> {
          int byPivot = Double.compare(pivots[a], pivots[b]);
          return byPivot != 0 ? byPivot : Integer.compare(a, b);
        });
    int[] smallest = new int[count];
    for (int i = 0; i < count; i++) {
      smallest[i] = left[i];
    }
    return smallest;
  }

  /**
   * Rounds.
   *
   * @param weights before
   * @param nearest the value nearest to a weight, by the weight's number
   * @return the weights after
   */
  double[] round(double[] weights, ToDoubleBiFunction<Integer, Double> nearest) {
    double[] rounded = new double[weights.length];
    double[] errors = new double[weights.length];
    for (int k = order.length - 1; k >= 0; k--) {
      int at = order[k];
      double target = weights[at];
      double[] factor = factors[k];
      for (int j = 0; j < factor.length; j++) {
        target += factor[j] * errors[j];
      }
      rounded[at] = nearest.applyAsDouble(at, target);
      errors[at] = weights[at] - rounded[at];
    }
    return rounded;
  }
}
