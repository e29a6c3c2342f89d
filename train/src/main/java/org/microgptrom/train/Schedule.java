package org.microgptrom.train;

/**
 * The learning rate of each step: it climbs in a straight line to {@code peak} over the first
 * twentieth of the steps (200 at most), then falls on half a cosine to 2 % of it at the last step.
 *
 * @param peak the highest rate
 * @param steps in the whole training
 */
record Schedule(double peak, int steps) {
  private static final int LONGEST_WARM_UP = 200;
  private static final double FLOOR = 0.02;

  /** The rate of one step, counted from 1; the same on every machine. */
  double rate(int step) {
    int warmUp = Math.min(LONGEST_WARM_UP, steps / 20);
    if (step <= warmUp) {
      return peak * step / warmUp;
    }
    double progress = (double) (step - warmUp) / (steps - warmUp);
    return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress)));
  }
}
