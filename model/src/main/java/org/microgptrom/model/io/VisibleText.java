package org.microgptrom.model.io;

import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Makes text of corpora, vocabularies, bundles and file names visible: characters that a terminal,
 * a log or a browser would obey instead of show are escaped as in Java, {@code \u001b}. That is all
 * control characters, line and paragraph separators, Unicode's invisible format characters, which
 * turn the direction of text among other things, and what is no character. Only the two joiners of
 * letters remain, which belong to the spelling of some languages.
 */
public final class VisibleText {
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;

  private VisibleText() {}

  /** A value in one line: its line ends and tabs are escaped, too. */
  public static String of(String value) {
    return escape(value, VisibleText::isHidden);
  }

  /** Lines of text, which stay lines; tabs stay, too. */
  public static String lines(String text) {
    return escape(text, c -> c != '\n' && c != '\t' && isHidden(c));
  }

  private static String escape(String text, IntPredicate hidden) {
    if (text.codePoints().noneMatch(hidden)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (hidden.test(c)) {
                escaped.append(escape(c));
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          String.format(
              Locale.ROOT, Character.isBmpCodePoint(codePoint) ? "\\u%04x" : "\\U%08x", codePoint);
    };
  }

  private static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> codePoint != NON_JOINER && codePoint != JOINER;
      default -> (codePoint & 0xFFFE) == 0xFFFE; // no characters, by definition
    };
  }
}
