package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Compares what a document says that commands print with what they print. */
final class PrintedText {
  /** Training is not the same on all processors, so numbers, words and digests may differ. */
  private static final List<UnaryOperator<String>> VARIABLE =
      List.of(
          replace("\\bQ-?\\d+\\.\\d+", "Q"),
          replace("[+-]?\\b\\d[\\d,]*(\\.\\d+)?(e[+-]?\\d+)?(?!\\w)", "#"),
          replace("\\b([0-9a-f]{4}|[0-9a-f]{12,})\\b", "#"),
          replace("# (h|min|s|ms)( # (min|s|ms))*", "# s"),
          replace("^(sampled [^:]*:).*", "$1 #"),
          replace("\\s+", " "),
          String::strip);

  /** What {@code StageProgress} prints now and then, so only on a slow or busy machine. */
  private static final Pattern PROGRESS =
      Pattern.compile("^ {2}[^:\\n]+: [\\d,]+ of [\\d,]+, \\d+\\.\\d %\\n", Pattern.MULTILINE);

  private PrintedText() {}

  private static UnaryOperator<String> replace(String pattern, String replacement) {
    Pattern compiled = Pattern.compile(pattern);
    return line -> compiled.matcher(line).replaceAll(replacement);
  }

  /**
   * Requires that the commands print what the document shows.
   *
   * @param kind {@code exact}: all of it, to the character; {@code sampled}: texts of a model, as
   *     many; empty: these lines together, whatever their numbers, among others; a line {@code ...}
   *     stands for any lines
   */
  static void requireShown(String kind, String shown, String printed) {
    String results = PROGRESS.matcher(printed).replaceAll("");
    switch (kind) {
      case "exact" -> assertEquals(shown, results);
      case "sampled" -> assertEquals(shown.lines().count(), results.lines().count(), printed);
      case "" -> {
        List<String> lines = lines(printed);
        int from = 0;
        for (String part : String.join("\n", lines(shown)).split("(?m)^\\.\\.\\.$\n?", -1)) {
          from = find(part.lines().toList(), lines, from, printed);
        }
      }
      default -> fail("no kind of output: " + kind);
    }
  }

  /** The place after these lines. */
  private static int find(List<String> part, List<String> lines, int from, String printed) {
    for (int at = from; at + part.size() <= lines.size(); at++) {
      if (lines.subList(at, at + part.size()).equals(part)) {
        return at + part.size();
      }
    }
    return fail("not printed:\n" + String.join("\n", part) + "\nbut:\n" + printed);
  }

  private static List<String> lines(String text) {
    assertTrue(!text.isBlank(), "no output");
    return text.lines().map(PrintedText::comparable).filter(line -> !line.isEmpty()).toList();
  }

  private static String comparable(String line) {
    String text = line;
    for (UnaryOperator<String> step : VARIABLE) {
      text = step.apply(text);
    }
    return text;
  }
}
