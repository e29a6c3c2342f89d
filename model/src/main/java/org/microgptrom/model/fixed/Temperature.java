package org.microgptrom.model.fixed;

import org.microgptrom.model.FloatModel;

/** Converts sampling temperatures to the scale that the host gives the hardware. */
public final class Temperature {
  /** The lowest temperature above 0 whose scale fits 16 bits. */
  public static final double LOWEST = 0.0902;

  /** The fraction bits of the scale. */
  static final int SCALE_BITS = 12;

  private Temperature() {}

  /**
   * The scale g = round(log2(e) / temperature * 2^12), or 0 (greedy) for temperature 0.
   *
   * @throws IllegalArgumentException if the temperature is neither 0 nor at least {@link #LOWEST},
   *     or so high that every token would be equally likely
   */
  public static int scale(double temperature) {
    if (temperature == 0) {
      return Sampler.GREEDY;
    }
    if (!(temperature >= LOWEST && temperature <= 1000)) {
      throw new IllegalArgumentException(
          "the temperature must be 0 (greedy) or in " + LOWEST + "..1000, not " + temperature);
    }
    return (int) Math.rint(FloatModel.LOG2_E / temperature * (1 << SCALE_BITS));
  }
}
