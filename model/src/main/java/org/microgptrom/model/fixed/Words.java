package org.microgptrom.model.fixed;

/** Converts 16-bit words between two's complement {@code short} and unsigned {@code int}. */
public final class Words {
  private Words() {}

  /** The words with these unsigned values, 0..65535. */
  public static short[] ofUnsigned(int[] values) {
    short[] words = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      words[i] = (short) values[i];
    }
    return words;
  }

  /** The unsigned values of these words. */
  public static int[] toUnsigned(short[] words) {
    int[] values = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      values[i] = Short.toUnsignedInt(words[i]);
    }
    return values;
  }
}
