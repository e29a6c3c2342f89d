package org.microgptrom.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.Vocabulary;
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
   * @param codePoints number of distinct code points
   */
  record Limits(long text, int line, int documents, int codePoints) {
    /**
     * The usual limits: 1 GiB of text, lines of 1 MiB (a context has at most 4,096 symbols),
     * 16,777,216 documents.
     */
    static final Limits DEFAULT = new Limits(1L << 30, 1 << 20, 1 << 24);

    /** Those of a text whose symbols become fewer when it is prepared. */
    static final Limits ANY_SYMBOLS =
        new Limits(DEFAULT.text, DEFAULT.line, DEFAULT.documents, Character.MAX_CODE_POINT + 1);

    /** Limits with as many code points as a vocabulary without merges can hold. */
    Limits(long text, int line, int documents) {
      this(text, line, documents, Vocabulary.MOST_CODE_POINTS);
    }
  }

  private final Object where;
  private final Limits limits;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private final List<String> documents = new ArrayList<>();
  private final BitSet codePoints = new BitSet();
  private byte[] line = new byte[256];
  private int length; // bytes of the current line seen so far
  private int lineNumber = 1;
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
    DocumentParser parser = new DocumentParser(where, limits);
    parser.readLines(text);
    if (parser.documents.isEmpty()) {
      throw new InputException(
          where, "holds no document", "a text with one document a line is expected");
    }
    return parser.documents;
  }

  private void readLines(InputStream text) throws IOException {
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
          endLine();
          lineStart = offset;
        } else {
          append(current);
        }
        previous = current;
      }
    }
    endLine();
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

  private void endLine() {
    String document = strip(decode());
    if (!document.isEmpty()) {
      if (documents.size() == limits.documents) {
        throw new InputException(
            here(), "more than " + limits.documents + " documents", "take a smaller corpus");
      }
      document.codePoints().forEach(this::admit);
      documents.add(document);
    }
    length = 0;
    lineNumber++;
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

  private void admit(int codePoint) {
    if (codePoint == 0) {
      throw new InputException(
          here(),
          "holds the character NUL",
          "a text is expected; this is a binary file, an archive or UTF-16");
    }
    if (codePoints.get(codePoint)) {
      return;
    }
    codePoints.set(codePoint);
    if (codePoints.cardinality() > limits.codePoints) {
      throw new InputException(
          here(),
          String.format(
              Locale.ROOT,
              "U+%04X is distinct character number %d, a vocabulary has at most %d",
              codePoint,
              Vocabulary.MOST_CODE_POINTS + 1,
              Vocabulary.MOST_CODE_POINTS),
          "--rare drop leaves out the documents with rare characters, --rare replace puts U+FFFD for"
              + " them; --fold-case and --normalize nfkc make fewer of many");
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
