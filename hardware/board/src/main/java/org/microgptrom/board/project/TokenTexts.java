package org.microgptrom.board.project;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.Vocabulary;

/**
 * The texts of tokens in UTF-8, as the circuit prints them: words of equal width, the first byte
 * lowest, zeros behind. BOS, the last token, has no text.
 */
final class TokenTexts {
  private final List<byte[]> texts;

  TokenTexts(Vocabulary vocabulary) {
    texts = vocabulary.symbols().stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** The bytes of the longest text, 1..4. */
  int longest() {
    return texts.stream().mapToInt(text -> text.length).max().orElse(1);
  }

  /** The words as {@code $readmemh} reads them, one per line. */
  String memory() {
    StringBuilder lines = new StringBuilder();
    texts.forEach(text -> append(lines, text));
    append(lines, new byte[0]);
    return lines.toString();
  }

  private void append(StringBuilder lines, byte[] text) {
    for (int i = longest() - 1; i >= 0; i--) {
      lines.append(String.format(Locale.ROOT, "%02x", i < text.length ? text[i] & 0xFF : 0));
    }
    lines.append('\n');
  }
}
