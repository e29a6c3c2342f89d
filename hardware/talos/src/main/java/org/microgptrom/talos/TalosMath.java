package org.microgptrom.talos;

import java.math.BigInteger;
import org.microgptrom.model.fixed.FixedMath;

/**
 * The circuit's shifts, tables and roots, each one definition of {@code docs/talos-v2.md}. Every
 * shift to the right is floor; nothing rounds to nearest.
 */
final class TalosMath {
  /** 1 in Q4.12. */
  static final int ONE = 1 << 12;

  /** About 4096 * exp(-i/4), partly rounded and partly floored, as the circuit has it. */
  private static final int[] EXP = {
    4096, 3189, 2484, 1935, 1507, 1174, 914, 712, 555, 432, 337, 262, 204, 159, 124, 97, 75, 59, 46,
    36, 28, 22, 17, 13, 10, 8, 6, 5, 4, 3, 2
  };

  private TalosMath() {}

  /** exp(-index / 4) for an index in 0..63, 1 beyond the table. */
  static int exp(int index) {
    return index < EXP.length ? EXP[index] : 1;
  }

  /** The index of an attention weight, in full width, of which the circuit keeps the low 6 bits. */
  private static int attentionIndex(int difference) {
    return (511 - difference) >> 10;
  }

  /** Whether the circuit's index wraps round to a weight other than the right one, which is 1. */
  static boolean isAttentionWrong(int difference) {
    return attentionIndex(difference) > 63 && attentionExp(difference) != 1;
  }

  /** attn_exp(d), the weight of a score that is {@code difference} <= 0 from the largest. */
  static int attentionExp(int difference) {
    return difference >= 0 ? ONE : exp(attentionIndex(difference) & 63);
  }

  /** A product of two Q4.12 words, or an exact sum of such products, as a Q4.12 word. */
  static int word(long product) {
    return FixedMath.sat16(product >> 12);
  }

  /**
   * The root mean square of D values before it is turned into a scale: isqrt of their mean square
   * plus one unit.
   */
  static int rms(int[] x) {
    long sum = 0;
    for (int value : x) {
      sum += ((long) value * value) >> 12;
    }
    long meanSquare = (sum >> 4) + 1;
    return BigInteger.valueOf(meanSquare << 12).sqrt().intValueExact();
  }
}
