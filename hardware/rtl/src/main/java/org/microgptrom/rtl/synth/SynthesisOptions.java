package org.microgptrom.rtl.synth;

/**
 * The options of placing and routing a design.
 *
 * @param device the target
 * @param seed of the router's random numbers, 1..2^31-1; the same seed gives the same result
 * @param targetMhz the frequency that the router aims for, in MHz, greater than 0 and at most 1000
 */
public record SynthesisOptions(Device device, int seed, double targetMhz) {
  private static final double MAX_MHZ = 1000;

  /** Checks the ranges. */
  public SynthesisOptions {
    if (seed < 1) {
      throw new IllegalArgumentException("seed must be at least 1, not " + seed);
    }
    if (!(targetMhz > 0 && targetMhz <= MAX_MHZ)) {
      throw new IllegalArgumentException(
          "the frequency must be in 0..1000 MHz and not 0, not " + targetMhz);
    }
  }
}
