package org.microgptrom.bundle.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.MemoryShape;

/**
 * A cursor in a file of which every byte is known in advance but for its words. It holds one
 * buffer, whatever the file's size, and throws {@link UncheckedIOException} where the file can't be
 * read.
 */
public final class CanonicalText {
  private static final int END = -1;
  private static final int SHOWN = 40;

  /** The value of each lower-case hexadecimal digit; -1 of other bytes. */
  private static final byte[] HEX = new byte[1 << Byte.SIZE];

  static {
    for (int c = 0; c < HEX.length; c++) {
      HEX[c] = (byte) hexDigit(c, 'a');
    }
  }

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
   * A cursor at the start of an ASCII file.
   *
   * @param file names the file in errors
   * @param in closed by the caller
   */
  public CanonicalText(String file, InputStream in) {
    this(file, in, false);
  }

  /**
   * A cursor at the start of a file of ASCII text or of bytes.
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

  /** The line of the next byte, from 1; null in a binary file, which has no lines. */
  public @Nullable Long lineOrNull() {
    return binary ? null : (Long) line;
  }

  /**
   * The file's name with the place of the next byte: the line or, in a binary file, the offset from
   * 0.
   */
  public String place() {
    return binary ? file + " at offset " + offset : file + ":" + line;
  }

  /** Whether no byte is left. */
  public boolean atEnd() {
    return peek() == END;
  }

  /** Whether the next byte is this character; it is not passed. */
  public boolean isNext(char character) {
    return peek() == character;
  }

  /** Passes exactly this text. */
  public void expect(String text) {
    if (text.length() == 1 && isNext(text.charAt(0))) {
      advance(); // the end of a line, after each word of an image
    } else {
      expect("", text);
    }
  }

  /**
   * Passes exactly this text.
   *
   * @param name what the text is, for the error; empty if the text speaks for itself
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

  /** Requires that the file ends here, after {@code content}. */
  public void expectEnd(String content) {
    if (!atEnd()) {
      throw unexpected("the end of the file after " + content, "");
    }
  }

  /**
   * Passes one word in as many lower-case hexadecimal digits as its width takes, most significant
   * first.
   *
   * @param word takes the lanes, least significant first
   * @param shape of the memory
   * @param address of the word
   */
  public void hexWord(short[] word, MemoryShape shape, int address) {
    if (!bufferedHexWord(word, shape.width())) {
      digits(word, 4, "lower-case hexadecimal digits", shape, address);
    }
  }

  /** Passes a right word that is in the buffer as a whole, as nearly all are; else nothing. */
  private boolean bufferedHexWord(short[] word, int width) {
    int count = (width + 3) / 4;
    if (filled - next < count) {
      return false;
    }
    int at = next + count;
    int above = 0; // bits above a lane, or the sign that a byte is no digit
    for (int lane = 0; lane < word.length; lane++) {
      int bits = Math.min(16, width - 16 * lane);
      int value = 0;
      for (int bit = 0; bit < bits; bit += 4) {
        value |= HEX[buffer[--at] & 0xFF] << bit;
      }
      above |= value >> bits;
      word[lane] = (short) value;
    }
    if (above != 0) {
      return false;
    }
    pass(count);
    return true;
  }

  /** Passes bytes of the buffer without a line feed. */
  private void pass(int count) {
    next += count;
    column += count;
    offset += count;
  }

  /** Passes one word as {@link #hexWord} does, in one binary digit for each bit. */
  public void binaryWord(short[] word, MemoryShape shape, int address) {
    digits(word, 1, "binary digits", shape, address);
  }

  private void digits(short[] word, int bits, String kind, MemoryShape shape, int address) {
    int found = 0;
    for (int lane = word.length - 1; lane >= 0; lane--) {
      int value = 0;
      for (int left = shape.laneBits(lane); left > 0; ) {
        int own = (left - 1) % bits + 1; // bits of the word in this digit
        int next = hexDigit(peek(), 'a');
        if (next < 0 || next >> own != 0) {
          int count = (shape.width() + bits - 1) / bits;
          String form = count + " " + kind + (next < 0 ? "" : " of " + shape.width() + " bits");
          throw unexpected(
              expectedWord(shape, address, form), found == 0 ? "" : found + " of them and ");
        }
        advance();
        value = value << bits | next;
        left -= own;
        found++;
      }
      word[lane] = (short) value;
    }
  }

  /**
   * Passes one word as {@link #hexWord} does, written as a decimal number without leading zeros.
   */
  public void decimalWord(short[] word, MemoryShape shape, int address) {
    int bits = shape.width();
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
      throw unexpected(expectedWord(shape, address, form), text.isEmpty() ? "" : text + " and ");
    }
    for (int lane = 0; lane < word.length; lane++) {
      word[lane] = value.shiftRight(16 * lane).shortValue();
    }
  }

  /** Passes one word of bytes, the least significant one first unless {@code bigEndian}. */
  public void byteWord(short[] word, boolean bigEndian, MemoryShape shape, int address) {
    int count = shape.bytesPerWord();
    if (filled - next < count) {
      byteWordAcrossBuffers(word, bigEndian, shape, address);
    } else {
      int low = bigEndian ? next + count - 1 : next;
      int step = bigEndian ? -1 : 1;
      for (int lane = 0; lane < word.length; lane++, low += 2 * step) {
        int high = 2 * lane + 1 < count ? buffer[low + step] : 0;
        word[lane] = (short) (high << 8 | (buffer[low] & 0xFF));
      }
      pass(count);
    }
    requireFits(word, shape, address);
  }

  private void byteWordAcrossBuffers(
      short[] word, boolean bigEndian, MemoryShape shape, int address) {
    int count = shape.bytesPerWord();
    Arrays.fill(word, (short) 0);
    for (int i = 0; i < count; i++) {
      if (atEnd()) {
        throw unexpected(
            expectedWord(shape, address, count + " bytes"), i == 0 ? "" : i + " of them and ");
      }
      int at = bigEndian ? count - 1 - i : i;
      word[at / 2] |= (short) (peek() << (8 * (at % 2)));
      advance();
    }
  }

  /**
   * Requires that the word just passed has no bit set above its width, where its digits have room
   * for more.
   */
  public void requireFits(short[] word, MemoryShape shape, int address) {
    int top = word.length - 1;
    if (Short.toUnsignedInt(word[top]) >> shape.laneBits(top) != 0) {
      throw fault(
          "word "
              + (address + 1)
              + " of "
              + shape.depth()
              + " has more than "
              + shape.width()
              + " bits",
          "");
    }
  }

  private static String expectedWord(MemoryShape shape, int address, String form) {
    return String.format(Locale.ROOT, "word %d of %d (%s)", address + 1, shape.depth(), form);
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

  /** The error for a fault at the next byte, which {@code problem} describes. */
  public InputException fault(String problem, String advice) {
    return new InputException(where(), problem, advice);
  }

  /**
   * Passes one line with its line feed, which is not part of the result.
   *
   * @param limit the most bytes that the line may have
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

  /** The value of a digit, where {@code a} is the digit ten; -1 for another character. */
  private static int hexDigit(int c, char a) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= a && c < a + 6 ? c - a + 10 : -1;
  }

  private String where() {
    return binary ? place() : place() + ":" + column;
  }

  /**
   * The error for an unexpected next byte; {@code before} precedes it in the text that the error
   * quotes.
   */
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
