package org.microgptrom.train;

/**
 * How Adam averages.
 *
 * @param beta1 decay of the mean gradient, in [0, 1)
 * @param beta2 decay of the mean squared gradient, in [0, 1)
 * @param clip the largest norm of all gradients together, above which they are scaled down to it
 */
record AdamSettings(double beta1, double beta2, double clip) {
  /** Added to the divisor of every update. */
  static final double EPSILON = 1e-8;
}
