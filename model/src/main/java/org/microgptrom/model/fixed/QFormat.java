package org.microgptrom.model.fixed;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The number format of a 16-bit two's complement word {@code n}: its real value is {@code n *
 * 2^-fractionBits}.
 *
 * @param fractionBits f, 0..24; above 15 all values are fractions below 1
 */
public record QFormat(@JsonValue int fractionBits) {
  /** The largest f a format may have. */
  public static final int MAX_FRACTION_BITS = 24;

  /** The largest word. */
  public static final int MAX_WORD = Short.MAX_VALUE;

  /** Checks the range of f. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public QFormat {
    if (fractionBits < 0 || fractionBits > MAX_FRACTION_BITS) {
      throw new IllegalArgumentException(
          "fraction bits must be in 0.." + MAX_FRACTION_BITS + ", not " + fractionBits);
    }
  }

  /**
   * The finest format with {@code bound * 2^f <= maxWord}.
   *
   * @throws IllegalArgumentException if even f = 0 does not hold the bound
   */
  public static QFormat finest(double bound, int maxWord) {
    for (int f = MAX_FRACTION_BITS; f >= 0; f--) {
      if (Math.scalb(bound, f) <= maxWord) {
        return new QFormat(f);
      }
    }
    throw new IllegalArgumentException(
        "a magnitude of " + bound + " does not fit 16 bits, at most " + maxWord + " does");
  }

  /** The word nearest to {@code value}, ties to even; the caller knows that it fits. */
  public short nearest(double value) {
    double scaled = Math.rint(Math.scalb(value, fractionBits));
    if (!(Math.abs(scaled) <= MAX_WORD)) {
      throw new IllegalArgumentException(value + " does not fit " + this);
    }
    return (short) scaled;
  }

  /** The real value of a word. */
  public double real(int word) {
    return Math.scalb((double) word, -fractionBits);
  }

  /**
   * The format in Q notation, which has integer bits with the sign, then fraction bits: {@code
   * } for f = 17.
   */
  @Override
  public String toString() {
    return "Q" + (16 - fractionBits) + "." + fractionBits;
  }
}
