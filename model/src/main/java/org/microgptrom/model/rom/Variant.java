package org.microgptrom.model.rom;

/**
 * What a bundle chooses of its circuit besides the lanes: how its sequences share the multipliers,
 * and where a step begins. Each unit, which has all lanes and the weights of its own, interleaves
 * as many sequences as any other.
 *
 * @param streams number of sequences that the circuit computes, 1..8
 * @param units number of matrix units, which divides the streams
 * @param precomputed whether a step begins with the first layer's x, q, k and v from ROM, {@link
 *     org.microgptrom.model.fixed.FirstLayer}, and not with the embedding
 */
public record Variant(int streams, int units, boolean precomputed) {
  /** One sequence on one unit, from its embedding on. */
  public static final Variant ONE = new Variant(1, 1);

  private static final int MAX_STREAMS = 8;

  /** Checks the ranges. */
  public Variant {
    if (streams < 1 || streams > MAX_STREAMS) {
      throw new IllegalArgumentException(
          "streams must be in 1.." + MAX_STREAMS + ", not " + streams);
    }
    if (units < 1 || units > streams) {
      throw new IllegalArgumentException(
          "units must be in 1.." + streams + ", the number of streams, not " + units);
    }
    if (streams % units != 0) {
      throw new IllegalArgumentException(
          "units must divide the " + streams + " streams, which " + units + " does not");
    }
  }

  /** A circuit whose steps begin with the embedding. */
  public Variant(int streams, int units) {
    this(streams, units, false);
  }

  /** Sequences that share one unit. */
  public static Variant ofStreams(int streams) {
    return new Variant(streams, 1);
  }

  /** The sequences of each unit. */
  public int streamsPerUnit() {
    return streams / units;
  }
}
