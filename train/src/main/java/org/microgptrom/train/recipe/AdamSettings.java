package org.microgptrom.train.recipe;

/**
 * The settings of the optimizer Adam.
 *
 * @param beta1 decay of the mean gradient, in [0, 1)
 * @param beta2 decay of the mean squared gradient, in [0, 1)
 * @param clip the largest norm of all gradients together, above which they are scaled down to it
 * @param horizon the share of all steps so far, the latest ones, over which the weights are
 *     averaged; 0 for no average
 */
public record AdamSettings(double beta1, double beta2, double clip, double horizon) {
  /** The number that is added to the divisor of every update. */
  public static final double EPSILON = 1e-8;

  /**
   * The part of the way that the average of the weights moves towards the weights after a step. The
   * average is exponential, with the horizon as its time constant: the noise of single steps at a
   * high learning rate averages out, as it does when the rate falls to 0, and no later.
   *
   * @see <a href="https://arxiv.org/abs/1803.05407">Izmailov et al.: Averaging weights leads to
   *     wider optima and better generalization</a>
   */
  public double averageRate(int step) {
    return 1 / (1 + horizon * step);
  }
}
