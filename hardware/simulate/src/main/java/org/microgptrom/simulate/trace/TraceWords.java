package org.microgptrom.simulate.trace;

/**
 * The words of one trace line.
 *
 * @param bits the digits {@code 0}, {@code 1} or {@code x}, the most significant first
 * @param width bits of a word
 */
record TraceWords(String bits, int width) {
  /**
   * The words of a group.
   *
   * @param digits in hexadecimal, the highest lane first, or with {@code x}
   * @param width bits of a word; the digits may have up to three more in front
   */
  static TraceWords of(String digits, int width) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      bits.append(digit < 0 ? "xxxx" : binary(digit).substring(60));
    }
    return new TraceWords(bits.toString(), width);
  }

  /** Whether a lane holds the low bits of {@code word}. */
  boolean is(int lane, long word) {
    return bits(lane).equals(binary(word).substring(64 - width));
  }

  /** The hexadecimal digits of a lane. */
  String hex(int lane) {
    String word = bits(lane);
    StringBuilder digits = new StringBuilder();
    for (int end = word.length(); end > 0; end -= 4) {
      String digit = word.substring(Math.max(0, end - 4), end);
      boolean known = digit.indexOf('x') < 0;
      digits.insert(0, known ? Integer.toHexString(Integer.parseInt(digit, 2)) : "x");
    }
    return digits.toString();
  }

  /** The hexadecimal digits of a word of this width. */
  String hex(long word) {
    return new TraceWords(binary(word).substring(64 - width), width).hex(0);
  }

  private String bits(int lane) {
    int end = bits.length() - lane * width;
    return bits.substring(end - width, end);
  }

  private static String binary(long word) {
    String digits = Long.toBinaryString(word);
    return "0".repeat(64 - digits.length()) + digits;
  }
}
