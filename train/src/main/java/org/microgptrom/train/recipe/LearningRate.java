package org.microgptrom.train.recipe;

/** The learning rate of each step. */
@FunctionalInterface
public interface LearningRate {
  /**
   * The rate of one step.
   *
   * @param step counted from 1
   * @param clock the share of the allowed time that has passed, in [0, 1]; 0 where time is not
   *     limited, which makes the rate the same on every machine
   */
  double rate(int step, double clock);

  /**
   * A rate that climbs in a straight line to {@code peak} over the first twentieth of the steps
   * (200 at most), then falls on half a cosine to 2 % of the peak at the last step, or when the
   * time is over.
   */
  static LearningRate cosine(double peak, int steps) {
    int warmUp = Math.min(200, steps / 20);
    double floor = 0.02;
    return (step, clock) -> {
      if (step <= warmUp) {
        return peak * step / warmUp;
      }
      double progress = Math.max((double) (step - warmUp) / (steps - warmUp), clock);
      double fall = 0.5 * (1 + StrictMath.cos(StrictMath.PI * progress));
      return peak * (floor + (1 - floor) * fall);
    };
  }

  /**
   * A rate that falls in a straight line from {@code peak} at the first step towards 0, as in
   * microgpt.py.
   */
  static LearningRate linear(double peak, int steps) {
    return (step, clock) -> peak * (1 - (step - 1.0) / steps);
  }
}
