package org.microgptrom.model.fixed;

/**
 * Rounds, clamps and looks up tables. Each method is one definition of {@code docs/arithmetic.md}.
 * Whatever {@link GoldenSimulator} shifts, it shifts here; of the sampler's words only the
 * threshold of a draw is shifted elsewhere, in {@link Sampler}. {@link Lanes} computes the same for
 * many tokens at once in other forms, which a test compares with these, and the TALOS-V2 circuit
 * has an arithmetic of its own.
 */
public final class FixedMath {
  private FixedMath() {}

  /**
   * rs(a, s): a * 2^-s, rounded half up; a left shift for {@code s <= 0}, which must not overflow.
   */
  public static long roundShift(long a, int s) {
    return s > 0 ? (a + (1L << (s - 1))) >> s : a << -s;
  }

  /** sat16(a): the nearest word. */
  public static int sat16(long a) {
    return (int) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, a));
  }

  /**
   * rs(a, s) limited to one word beyond the 16-bit range on either side, so that a left shift can't
   * overflow and {@code sat16(rescale(a, s)) != rescale(a, s)} still tells that it was clamped.
   */
  static int rescale(long a, int s) {
    long bounded = s > 0 ? a : Math.max(-0x8001, Math.min(0x8000, a));
    return (int) Math.max(-0x8001, Math.min(0x8000, roundShift(bounded, s)));
  }

  /** The exponent e, which is the position of the leading one of {@code s} > 0. */
  public static int leadingOne(long s) {
    return 63 - Long.numberOfLeadingZeros(s);
  }

  /** The least e with {@code value <= 2^e}, for {@code value > 0}. */
  public static int ceilLog2(int value) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(value - 1);
  }

  /**
   * The interpolated table value for {@code s} > 0, whose mantissa {@code s / 2^e} starts at 1.
   *
   * @param table unsigned 16-bit entries at mantissas 1, 1 + 1/32, 1 + 2/32, ...
   */
  static int interpolate(int[] table, long s, int e) {
    long mantissa = e >= 15 ? s >> (e - 15) : s << (15 - e); // floor(s * 2^15 / 2^e)
    int u = (int) mantissa - (1 << 15);
    int i = u >> 10;
    return table[i] - (((table[i] - table[i + 1]) * (u & 1023)) >> 10);
  }

  /** The softmax weight 2^(-d / 256) in units of 2^-15, 0 from d = 16 * 256 on. */
  static int exp2(int[] table, long d) {
    int shift = (int) Math.min(16, d >> 8);
    return shift >= 16 ? 0 : table[(int) (d & 255)] >> shift;
  }

  /** One step of Marsaglia's xorshift32 generator with the shifts 13, 17, 5. */
  public static int xorshift32(int state) {
    int x = state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  }
}
