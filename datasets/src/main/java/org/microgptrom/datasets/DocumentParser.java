package org.microgptrom.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.microgptrom.model.io.InputException;

/**
 * Cuts a stream of UTF-8 text into documents by the rules of {@link CorpusReader}. Only the
 * documents and the current line are held in memory.
 */
final class DocumentParser {
  /**
   * The sizes that are accepted, so that a decompression bomb or a file that is no list of
   * documents ends in an error and not in exhausted memory.
   *
   * @param text bytes of decompressed text
   * @param line bytes of one line
   * @param documents number of documents
   */
  record Limits(long text, int line, int documents) {
    /**
     * The usual limits: 1 GiB of text, lines of 1 MiB (a context has at most 4,096 symbols),
     * 16,777,216 documents.
     */
    static final Limits DEFAULT = new Limits(1L << 30, 1 << 20, 1 << 24);
  }

  private final Object where;
  private final Limits limits;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private byte[] line = new byte[256];
  private int length; // bytes of the current line seen so far
  private int lineNumber = 1;
  private boolean afterBlank; // the end of a paragraph that has not been taken yet
  private long lineStart; // offset of the current line in the text

  private DocumentParser(Object where, Limits limits) {
    this.where = where;
    this.limits = limits;
  }

  /**
   * The documents of {@code text}, which is read to its end; {@code where} names it in errors.
   *
   * @throws InputException if the text breaks a rule, with its line
   * @throws IOException if the stream fails
   */
  static List<String> parse(Object where, InputStream text, Limits limits) throws IOException {
    return parse(where, text, limits, new CodePoints(), false);
  }

  /**
   * As {@link #parse(Object, InputStream, Limits)}, with other files of the same corpus.
   *
   * @param paragraphs whether there is an empty document for blank lines between two others
   */
  static List<String> parse(
      Object where, InputStream text, Limits limits, CodePoints codePoints, boolean paragraphs)
      throws IOException {
    DocumentParser parser = new DocumentParser(where, limits);
    List<String> documents = new ArrayList<>();
    parser.readLines(text, line -> parser.addLine(strip(line), paragraphs, documents, codePoints));
    if (documents.isEmpty()) {
      throw new InputException(
          where, "holds no document", "a text with one document a line is expected");
    }
    return documents;
  }

  /**
   * The lines of {@code text} as they are, blank ones and what follows the last line's end, too.
   *
   * @throws InputException if the text is too long or not UTF-8, with its line
   * @throws IOException if the stream fails
   */
  static List<String> lines(Object where, InputStream text, Limits limits) throws IOException {
    DocumentParser parser = new DocumentParser(where, limits);
    List<String> lines = new ArrayList<>();
    parser.readLines(
        text,
        line -> {
          if (lines.size() == limits.documents) {
            throw new InputException(
                parser.here(), "more than " + limits.documents + " lines", "take a smaller corpus");
          }
          lines.add(line);
        });
    return lines;
  }

  private void readLines(InputStream text, Consumer<String> taker) throws IOException {
    byte[] piece = new byte[1 << 16];
    long offset = 0;
    byte previous = 0;
    for (int n = text.read(piece); n >= 0; n = text.read(piece)) {
      if (offset + n > limits.text) {
        throw new InputException(
            where, "holds more than " + limits.text + " bytes of text", "take a smaller corpus");
      }
      for (int i = 0; i < n; i++) {
        byte current = piece[i];
        offset++;
        if (current == '\n' && previous == '\r') {
          lineStart = offset;
        } else if (current == '\n' || current == '\r') {
          endLine(taker);
          lineStart = offset;
        } else {
          append(current);
        }
        previous = current;
      }
    }
    endLine(taker);
  }

  private void append(byte next) {
    if (length == limits.line) {
      throw new InputException(
          here(),
          "the line is longer than " + limits.line + " bytes",
          "a document is one line: is this a list of documents?");
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, 2 * length);
    }
    line[length++] = next;
  }

  private void endLine(Consumer<String> taker) {
    taker.accept(decode());
    length = 0;
    lineNumber++;
  }

  private void addLine(
      String line, boolean paragraphs, List<String> documents, CodePoints codePoints) {
    if (line.isEmpty()) {
      afterBlank = paragraphs && !documents.isEmpty();
      return;
    }
    if (afterBlank) {
      add("", documents, codePoints);
      afterBlank = false;
    }
    add(line, documents, codePoints);
  }

  private void add(String document, List<String> documents, CodePoints codePoints) {
    if (documents.size() == limits.documents) {
      throw new InputException(
          here(), "more than " + limits.documents + " documents", "take a smaller corpus");
    }
    codePoints.admit(this::here, document);
    documents.add(document);
  }

  private String decode() {
    boolean byteOrderMark =
        lineNumber == 1
            && length >= 3
            && line[0] == (byte) 0xEF
            && line[1] == (byte) 0xBB
            && line[2] == (byte) 0xBF;
    int start = byteOrderMark ? 3 : 0;
    ByteBuffer bytes = ByteBuffer.wrap(line, start, length - start);
    try {
      return utf8.decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new InputException(
          here(),
          String.format(
              Locale.ROOT,
              "byte 0x%02X at offset %d is not UTF-8",
              line[bytes.position()],
              lineStart + bytes.position()),
          "a UTF-8 text is expected, plain or compressed by gzip, bzip2, xz or zip;"
              + " iconv -f CHARSET -t UTF-8 converts other texts",
          e);
    }
  }

  /**
   * Removes white space at both ends as Python's {@code str.strip} does, which, unlike {@link
   * String#strip}, takes NO-BREAK SPACE and its kin and NEXT LINE for white space too.
   */
  static String strip(String text) {
    int end = text.length();
    while (end > 0 && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    int start = 0;
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start, end);
  }

  private static boolean isWhiteSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private String here() {
    return where + ":" + lineNumber;
  }
}
