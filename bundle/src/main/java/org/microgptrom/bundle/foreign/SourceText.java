package org.microgptrom.bundle.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;

/**
 * A cursor in a foreign file, which passes over white space of every kind, a byte order mark at the
 * start and the comments of the file's format. It throws {@link UncheckedIOException} where the
 * file can't be read.
 */
final class SourceText {
  static final int END = -1;

  /** The digits of a number at most: twice the bits of the widest word. */
  private static final int MOST_DIGITS = 1 << 17;

  private static final int SHOWN = 24;

  private final String file;
  private final InputStream in;
  private final boolean binary;
  private final byte[] buffer = new byte[1 << 16];
  private final Numeral numeral = new Numeral();
  private int next;
  private int filled;
  private long line = 1;
  private long column = 1;
  private long offset;
  private Comments comments = Comments.NONE;

  /**
   * A cursor at the start of a file.
   *
   * @param in closed by the caller
   * @param binary whether errors name offsets and not lines
   */
  SourceText(String file, InputStream in, boolean binary) {
    this.file = file;
    this.in = in;
    this.binary = binary;
    if (!binary && peek(0) == 0xEF && peek(1) == 0xBB && peek(2) == 0xBF) {
      next += 3;
    }
  }

  /** The line of the next byte, from 1. */
  long line() {
    return line;
  }

  /** Passes over these comments from here on. */
  SourceText comments(Comments comments) {
    this.comments = comments;
    return this;
  }

  int peek() {
    return peek(0);
  }

  /** The byte this many places ahead, which are a few at most; {@link #END} after the last byte. */
  int peek(int ahead) {
    while (next + ahead >= filled) {
      if (next > 0) {
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        filled -= next;
        next = 0;
      }
      try {
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read <= 0) {
          return END;
        }
        filled += read;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return buffer[next + ahead] & 0xFF;
  }

  int take() {
    int c = peek(0);
    if (c == END) {
      throw unexpected("more");
    }
    next++;
    offset++;
    if (c == '\n' || (c == '\r' && peek(0) != '\n')) {
      line++;
      column = 1;
    } else {
      column++;
    }
    return c;
  }

  /** Passes white space and comments; says whether something is left. */
  boolean more() {
    while (true) {
      int c = peek(0);
      if (isSpace(c)) {
        take();
      } else if (c == END || !comments.pass(this)) {
        return c != END;
      }
    }
  }

  static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Passes spaces and tabs. */
  void blanks() {
    while (peek(0) == ' ' || peek(0) == '\t') {
      take();
    }
  }

  /** Passes everything up to the end of this line. */
  void restOfLine() {
    while (peek(0) != '\n' && peek(0) != '\r' && peek(0) != END) {
      take();
    }
  }

  /** Passes this character, after white space and comments. */
  void expect(char character) {
    if (!accept(character)) {
      throw unexpected("'" + character + "'");
    }
  }

  /** Passes this character if it is the next one after white space and comments. */
  boolean accept(char character) {
    if (!more() || peek(0) != character) {
      return false;
    }
    take();
    return true;
  }

  /** Whether a letter, a digit or an underscore is next. */
  boolean atName() {
    int c = peek(0);
    return c == '_' || isDigit(c, 36);
  }

  /** Passes a name, or nothing; returns it in lower case. */
  String name() {
    StringBuilder name = new StringBuilder();
    while (atName() && name.length() < 1000) {
      name.append((char) take());
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /** Passes a number without a sign, of which underscores between digits are no part. */
  Numeral number(String what, int radix) {
    Numeral number = digits(what, radix);
    if (atName()) {
      throw unexpected("the end of " + what + ", " + kind(radix));
    }
    return number;
  }

  /** Passes a number as {@link #number(String, int)} does, but lets any character follow. */
  Numeral digits(String what, int radix) {
    numeral.begin(radix);
    while (isDigit(peek(0), radix) || (peek(0) == '_' && numeral.count() > 0)) {
      int c = take();
      if (c != '_') {
        numeral.add(Character.digit(c, 36));
      }
      if (numeral.count() > MOST_DIGITS) {
        throw fault(what + " has more than " + MOST_DIGITS + " digits", "");
      }
    }
    if (numeral.count() == 0) {
      throw unexpected(what + ", " + kind(radix));
    }
    return numeral;
  }

  /** Passes a number that may have a minus sign. */
  Numeral signedNumber(String what, int radix) {
    boolean negative = peek(0) == '-';
    if (negative) {
      take();
    }
    return number(what, radix).negative(negative);
  }

  /** Passes a whole number up to this limit. */
  long number(String what, int radix, long limit) {
    long value = number(what, radix).atMost(limit + 1);
    if (value > limit) {
      throw fault(what + " before this is larger than " + limit, "");
    }
    return value;
  }

  /** Passes two hexadecimal digits. */
  int octet(String what) {
    int value = 0;
    for (int i = 0; i < 2; i++) {
      if (!isDigit(peek(0), 16)) {
        throw unexpected(what + ", two hexadecimal digits");
      }
      value = value << 4 | Character.digit(take(), 16);
    }
    return value;
  }

  private static boolean isDigit(int c, int radix) {
    return c >= 0 && c < 0x80 && Character.digit(c, radix) >= 0;
  }

  private String kind(int radix) {
    String name =
        radix == 2 ? "binary" : radix == 8 ? "octal" : radix == 10 ? "decimal" : "hexadecimal";
    return peek(0) == 'x' || peek(0) == 'X' || peek(0) == 'z' || peek(0) == 'Z'
        ? name + " (x and z are unknown bits, which no memory can hold)"
        : name;
  }

  /** The error for a fault at the next byte. */
  InputException fault(String problem, String advice) {
    return new InputException(
        binary ? file + " at offset " + offset : file + ":" + line + ":" + column, problem, advice);
  }

  /** The error for a next byte that is not what was expected. */
  InputException unexpected(String expected) {
    return unexpected(expected, "");
  }

  InputException unexpected(String expected, String advice) {
    StringBuilder rest = new StringBuilder();
    for (int i = 0; i < SHOWN && peek(i) != END && peek(i) != '\n'; i++) {
      rest.append((char) peek(i));
    }
    String found =
        peek(0) == END
            ? "the end of the file"
            : rest.isEmpty() ? "the end of the line" : Quoted.of(rest.toString());
    return fault("expected " + expected + ", found " + found, advice);
  }
}
