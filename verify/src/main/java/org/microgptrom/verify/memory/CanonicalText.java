package org.microgptrom.verify.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.microgptrom.model.io.InputException;

/**
 * A cursor in an ASCII file of which every byte is known in advance but for the digits of its
 * words. It holds one buffer, whatever the file's size, and throws {@link UncheckedIOException}
 * where the file can't be read.
 */
public final class CanonicalText {
  private static final int END = -1;
  private static final int SHOWN = 40;

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int filled;
  private long line = 1;
  private int column = 1;

  /**
   * @param file names the file in errors
   * @param in closed by the caller
   */
  public CanonicalText(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** The line of the next byte, from 1. */
  public long line() {
    return line;
  }

  /** Whether no byte is left. */
  public boolean atEnd() {
    return peek() == END;
  }

  /** Passes exactly this text. */
  public void expect(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (peek() != text.charAt(i)) {
        throw unexpected(Quoted.of(text), text.substring(0, i));
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
   * Passes one word of {@code 4 * lanes} lower-case hexadecimal digits, most significant first.
   *
   * @param content takes the word, (depth, lanes)
   */
  public void word(short[] content, int address, int lanes) {
    for (int lane = lanes - 1; lane >= 0; lane--) {
      int value = 0;
      for (int digit = 3; digit >= 0; digit--) {
        int hex = hexDigit(peek());
        if (hex < 0) {
          int found = 4 * (lanes - 1 - lane) + 3 - digit;
          throw unexpected(
              String.format(
                  Locale.ROOT,
                  "word %d of %d (%d lower-case hexadecimal digits)",
                  address + 1,
                  content.length / lanes,
                  4 * lanes),
              found == 0 ? "" : found + " of them and ");
        }
        advance();
        value = value << 4 | hex;
      }
      content[address * lanes + lane] = (short) value;
    }
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

  private static int hexDigit(int c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  /** The fault at the next byte; {@code before} belongs to what was found as well. */
  private InputException unexpected(String expected, String before) {
    String where = file + ":" + line + ":" + column;
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
    if (buffer[next++] == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }
}
