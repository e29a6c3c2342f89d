package org.microgptrom.bundle.foreign;

import java.util.function.LongConsumer;

/** Reads numbers as programming languages write them. */
final class Literal {
  private Literal() {}

  /** A number of C: decimal, or with 0x, 0b or 0, perhaps with a sign and a suffix. */
  static Numeral c(SourceText text) {
    boolean negative = text.peek() == '-';
    if (negative) {
      text.take();
      text.more();
    }
    int radix = 10;
    if (text.peek() == '0') {
      int letter = text.peek(1) | 0x20;
      if (letter == 'x' || letter == 'b') {
        text.take();
        text.take();
        radix = letter == 'x' ? 16 : 2;
      } else if (text.peek(1) >= '0' && text.peek(1) <= '9') {
        radix = 8;
      }
    }
    Numeral number = text.digits("a number", radix).negative(negative);
    boolean integer = !text.atName() || text.name().matches("u?l{0,2}|l{1,2}u");
    if (!integer || text.peek() == '.') {
      throw text.unexpected("an integer before this");
    }
    return number;
  }

  /**
   * A number of Verilog, IEEE 1364-2005 clause 3.5: decimal, or of a stated size and radix.
   *
   * @param sized learns the size if one is stated
   */
  static Numeral verilog(SourceText text, LongConsumer sized) {
    boolean negative = text.peek() == '-';
    if (negative) {
      text.take();
    }
    long size = 0;
    if (text.peek() != '\'') {
      Numeral decimal = text.digits("a number", 10);
      text.more();
      if (text.peek() != '\'') {
        return decimal.negative(negative);
      }
      size = decimal.atMost(Integer.MAX_VALUE);
    }
    text.take();
    if ((text.peek() | 0x20) == 's') {
      text.take();
    }
    int radix =
        switch (text.take() | 0x20) {
          case 'b' -> 2;
          case 'o' -> 8;
          case 'd' -> 10;
          case 'h' -> 16;
          default -> throw text.unexpected("one of the radices b, o, d, h before this");
        };
    text.more();
    Numeral number = text.number("a number", radix);
    if (size > 0) {
      sized.accept(size);
    }
    return number.negative(negative);
  }

  /** Whether a bit string literal of VHDL is next, IEEE 1076-1993 clause 13.7. */
  static boolean atBitString(SourceText text) {
    int letter = text.peek() | 0x20;
    return text.peek() == '"'
        || (text.peek(1) == '"' && (letter == 'x' || letter == 'b' || letter == 'o'));
  }

  /** A bit string literal, or the string of bits that VHDL takes for one. */
  static Numeral bitString(SourceText text) {
    int radix = 2;
    if (text.peek() != '"') {
      int letter = text.take() | 0x20;
      radix = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
    }
    text.take();
    Numeral number = text.number("a word", radix);
    if (text.peek() != '"') {
      throw text.unexpected("the quote that ends the word");
    }
    text.take();
    return number;
  }
}
