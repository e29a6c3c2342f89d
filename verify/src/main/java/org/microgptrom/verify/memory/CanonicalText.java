package org.microgptrom.verify.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Locale;
import org.microgptrom.model.io.InputException;

/**
 * A cursor in a file of which every byte is known in advance but for its words. It holds one
 * buffer, whatever the file's size, and throws {@link UncheckedIOException} where the file can't be
 * read.
 */
public final class CanonicalText {
  private static final int END = -1;
  private static final int SHOWN = 40;
  private static final int LONGEST_NAME = 100;

  private final String file;
  private final InputStream in;
  private final boolean binary;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int filled;
  private long line = 1;
  private int column = 1;
  private long offset;

  /**
   * An ASCII file.
   *
   * @param file names the file in errors
   * @param in closed by the caller
   */
  public CanonicalText(String file, InputStream in) {
    this(file, in, false);
  }

  /**
   * A file of ASCII text or bytes.
   *
   * @param binary whether errors name offsets and not lines
   */
  public CanonicalText(String file, InputStream in, boolean binary) {
    this.file = file;
    this.in = in;
    this.binary = binary;
  }

  /** The line of the next byte, from 1. */
  public long line() {
    return line;
  }

  /** As {@link #line}; null in a binary file, which has none. */
  public Long lineOrNull() {
    return binary ? null : (Long) line;
  }

  /** The file with the place of the next byte: its line, in a binary file its offset from 0. */
  public String place() {
    return binary ? file + " at offset " + offset : file + ":" + line;
  }

  /** Whether no byte is left. */
  public boolean atEnd() {
    return peek() == END;
  }

  /** Whether this is the next byte, which stays the next one. */
  public boolean isNext(char character) {
    return peek() == character;
  }

  /** Passes exactly this text. */
  public void expect(String text) {
    expect("", text);
  }

  /**
   * Passes exactly this text.
   *
   * @param name what it is, for the error; empty if it speaks for itself
   */
  public void expect(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (peek() != text.charAt(i)) {
        String named = name.isEmpty() ? "" : name + " ";
        throw unexpected(named + Quoted.of(text), text.substring(0, i));
      }
      advance();
    }
  }

  /** Passes one of these characters. */
  public char oneOf(String name, String characters) {
    if (atEnd() || characters.indexOf(peek()) < 0) {
      throw unexpected(name + ", one of " + Quoted.of(characters), "");
    }
    char found = (char) peek();
    advance();
    return found;
  }

  /** Requires that the file ends here, after {@code content}. */
  public void expectEnd(String content) {
    if (!atEnd()) {
      throw unexpected("the end of the file after " + content, "");
    }
  }

  /**
   * Passes one word of {@code 4 * lanes} lower-case hexadecimal digits, most significant first.
   *
   * @param word takes the lanes, least significant first
   * @param number of the word in its file, from 1, and of how many, for the error
   */
  public void hexWord(short[] word, int number, int of) {
    digits(word, 4, "lower-case hexadecimal digits", number, of);
  }

  /** As {@link #hexWord}, for {@code 16 * lanes} binary digits. */
  public void binaryWord(short[] word, int number, int of) {
    digits(word, 1, "binary digits", number, of);
  }

  private void digits(short[] word, int bits, String kind, int number, int of) {
    int perLane = 16 / bits;
    for (int lane = word.length - 1; lane >= 0; lane--) {
      int value = 0;
      for (int digit = 0; digit < perLane; digit++) {
        int next = hexDigit(peek(), 'a');
        if (next < 0 || next >> bits != 0) {
          int found = perLane * (word.length - 1 - lane) + digit;
          String expected = expectedWord(number, of, perLane * word.length + " " + kind);
          throw unexpected(expected, found == 0 ? "" : found + " of them and ");
        }
        advance();
        value = value << bits | next;
      }
      word[lane] = (short) value;
    }
  }

  /** As {@link #hexWord}, for a decimal number without leading zeros, below 2^(16 lanes). */
  public void decimalWord(short[] word, int number, int of) {
    int bits = 16 * word.length;
    int longest = BigInteger.TWO.pow(bits).toString().length();
    StringBuilder digits = new StringBuilder();
    while (peek() >= '0' && peek() <= '9' && digits.length() <= longest) {
      digits.append((char) peek());
      advance();
    }
    String text = digits.toString();
    boolean plain = !text.isEmpty() && (text.length() == 1 || text.charAt(0) != '0');
    BigInteger value = plain ? new BigInteger(text) : BigInteger.ZERO;
    if (!plain || value.bitLength() > bits) {
      String form = "a decimal number below 2^" + bits + " without leading zeros";
      throw unexpected(expectedWord(number, of, form), text.isEmpty() ? "" : text + " and ");
    }
    for (int lane = 0; lane < word.length; lane++) {
      word[lane] = value.shiftRight(16 * lane).shortValue();
    }
  }

  /** Passes one word of bytes, least significant first unless {@code bigEndian}. */
  public void byteWord(short[] word, boolean bigEndian, int number, int of) {
    int count = 2 * word.length;
    for (int i = 0; i < count; i++) {
      if (atEnd()) {
        throw unexpected(
            expectedWord(number, of, count + " bytes"), i == 0 ? "" : i + " of them and ");
      }
      int at = bigEndian ? count - 1 - i : i;
      int other = at % 2 == 0 ? word[at / 2] & 0xFF00 : word[at / 2] & 0xFF;
      word[at / 2] = (short) (other | peek() << (8 * (at % 2)));
      advance();
    }
  }

  private static String expectedWord(int number, int of, String form) {
    return String.format(Locale.ROOT, "word %d of %d (%s)", number, of, form);
  }

  /** Passes two upper-case hexadecimal digits. */
  public int hexByte(String name) {
    int value = 0;
    for (int digit = 0; digit < 2; digit++) {
      int next = hexDigit(peek(), 'A');
      if (next < 0) {
        String expected = name + " (two upper-case hexadecimal digits)";
        throw unexpected(expected, digit == 0 ? "" : "one and ");
      }
      advance();
      value = value << 4 | next;
    }
    return value;
  }

  /**
   * Passes a number without leading zeros, in lower-case digits.
   *
   * @param radix 10 or 16
   */
  public int number(String name, int radix) {
    long value = 0;
    int count = 0;
    for (int digit = hexDigit(peek(), 'a');
        digit >= 0 && digit < radix && value <= Integer.MAX_VALUE && (count == 0 || value > 0);
        digit = hexDigit(peek(), 'a')) {
      value = value * radix + digit;
      count++;
      advance();
    }
    if (count == 0 || value > Integer.MAX_VALUE) {
      String form = radix == 10 ? "a decimal number" : "a lower-case hexadecimal number";
      throw unexpected(
          name + ", " + form + " up to 2^31 - 1", count == 0 ? "" : "a larger one and ");
    }
    return (int) value;
  }

  /** Passes an identifier: a letter, then letters, digits and underscores. */
  public String identifier(String name, String end) {
    StringBuilder text = new StringBuilder();
    while ((Character.isLetterOrDigit(peek()) && peek() < 0x80) || peek() == '_') {
      text.append((char) peek());
      advance();
      if (text.length() > LONGEST_NAME) {
        break;
      }
    }
    if (text.length() <= end.length()
        || text.length() > LONGEST_NAME
        || !Character.isLetter(text.charAt(0))
        || !text.toString().endsWith(end)) {
      throw unexpected(
          name + " (an identifier that ends in \"" + end + "\")",
          Quoted.of(text.toString()) + " and ");
    }
    return text.substring(0, text.length() - end.length());
  }

  /** Passes all bytes up to one of these or the end of the file; returns how many. */
  public long skipTo(String stops) {
    long count = 0;
    while (!atEnd() && stops.indexOf(peek()) < 0) {
      advance();
      count++;
    }
    return count;
  }

  /** The fault that {@code problem} describes, at the next byte. */
  public InputException fault(String problem, String advice) {
    return new InputException(where(), problem, advice);
  }

  /**
   * Passes one line with its line feed, which is not part of the result.
   *
   * @param limit most bytes that a line may have
   */
  public byte[] readLine(int limit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (peek() != '\n') {
      if (atEnd()) {
        throw unexpected("a line feed", "");
      }
      if (bytes.size() == limit) {
        throw unexpected("a line of at most " + limit + " bytes", "");
      }
      bytes.write(peek());
      advance();
    }
    advance();
    return bytes.toByteArray();
  }

  /** The value of a digit, of which the tenth is {@code a}; -1 for another character. */
  private static int hexDigit(int c, char a) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= a && c < a + 6 ? c - a + 10 : -1;
  }

  private String where() {
    return binary ? place() : place() + ":" + column;
  }

  /** The fault at the next byte; {@code before} belongs to what was found as well. */
  private InputException unexpected(String expected, String before) {
    String where = where();
    StringBuilder rest = new StringBuilder();
    for (int c = peek(); c != END && rest.length() < SHOWN; c = peek()) {
      rest.append((char) c);
      if (c == '\n') {
        break;
      }
      next++;
    }
    String found = rest.isEmpty() ? "the end of the file" : Quoted.of(rest.toString());
    return new InputException(where, "expected " + expected + ", found " + before + found, "");
  }

  private int peek() {
    if (next == filled) {
      try {
        filled = Math.max(0, in.read(buffer));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      next = 0;
      if (filled == 0) {
        return END;
      }
    }
    return buffer[next] & 0xFF;
  }

  private void advance() {
    offset++;
    if (buffer[next++] == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }
}
