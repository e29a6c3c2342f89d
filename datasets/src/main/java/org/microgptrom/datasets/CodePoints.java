package org.microgptrom.datasets;

import java.util.BitSet;
import java.util.Locale;
import java.util.function.Supplier;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;

/** The distinct code points of a corpus while it is read, of which there can't be too many. */
final class CodePoints {
  private final BitSet seen = new BitSet();
  private final int most;

  /** As many as a vocabulary without merges can hold. */
  CodePoints() {
    this(Vocabulary.MOST_CODE_POINTS);
  }

  private CodePoints(int most) {
    this.most = most;
  }

  /** As many as there are, for texts whose symbols become fewer when they are prepared. */
  static CodePoints any() {
    return new CodePoints(Character.MAX_CODE_POINT + 1);
  }

  /**
   * Adds those of a text.
   *
   * @param where names the text's place in errors
   * @throws InputException if one can't be a symbol, or there are too many now
   */
  void admit(Supplier<String> where, String text) {
    text.codePoints().forEach(codePoint -> admit(where, codePoint));
  }

  /** Whether some text has it. */
  boolean contains(int codePoint) {
    return seen.get(codePoint);
  }

  private void admit(Supplier<String> where, int codePoint) {
    if (seen.get(codePoint)) {
      return;
    }
    if (codePoint == 0) {
      throw new InputException(
          where.get(),
          "holds the character NUL",
          "a text is expected; this is a binary file, an archive or UTF-16");
    }
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      throw new InputException(
          where.get(),
          String.format(
              Locale.ROOT, "U+%04X is half of a surrogate pair, which is no character", codePoint),
          "an escape of JSON needs both halves, \\ud83d\\ude00 say");
    }
    seen.set(codePoint);
    if (seen.cardinality() > most) {
      throw new InputException(
          where.get(),
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
}
