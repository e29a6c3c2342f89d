package org.microgptrom.board.simulated;

/**
 * What a simulated serial line does to what it carries, in both directions.
 *
 * @param noise how many of a million bits arrive as the other value, 0..1,000,000
 * @param loss how many of a million bytes do not arrive, 0..1,000,000
 * @param seed of the faults: the same seed and bytes give the same faults
 */
public record LineFaults(double noise, double loss, long seed) {
  /** A line without faults. */
  public static final LineFaults NONE = new LineFaults(0, 0, 1);

  private static final double MILLION = 1e6;

  /** Checks the ranges. */
  public LineFaults {
    for (double part : new double[] {noise, loss}) {
      if (!(part >= 0 && part <= MILLION)) {
        throw new IllegalArgumentException("a part of a million must be in 0..1000000: " + part);
      }
    }
  }
}
