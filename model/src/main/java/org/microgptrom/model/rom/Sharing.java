package org.microgptrom.model.rom;

/**
 * How the sequences of a circuit share its multipliers: each unit, which has all lanes and the
 * weights of its own, interleaves as many sequences as any other.
 *
 * @param streams number of sequences that the circuit computes, 1..8
 * @param units number of matrix units, which divides the streams
 */
public record Sharing(int streams, int units) {
  /** One sequence on one unit. */
  public static final Sharing ONE = new Sharing(1, 1);

  private static final int MAX_STREAMS = 8;

  /** Checks the ranges. */
  public Sharing {
    if (streams < 1 || streams > MAX_STREAMS) {
      throw new IllegalArgumentException(
          "streams must be in 1.." + MAX_STREAMS + ", not " + streams);
    }
    if (units < 1 || units > streams) {
      throw new IllegalArgumentException("units must be in 1.." + streams + ", not " + units);
    }
    if (streams % units != 0) {
      throw new IllegalArgumentException(
          "units must divide the " + streams + " streams, which " + units + " does not");
    }
  }

  /** Sequences that share one unit. */
  public static Sharing ofStreams(int streams) {
    return new Sharing(streams, 1);
  }

  /** The sequences of each unit. */
  public int streamsPerUnit() {
    return streams / units;
  }
}
