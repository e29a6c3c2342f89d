package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.model.walk.RomRead;
import org.microgptrom.model.walk.RomSpan;
import org.microgptrom.model.walk.Token;
import org.microgptrom.model.walk.TokenWalk;
import org.microgptrom.model.walk.WalkStep;

/** A token's walk through the model as text for people. */
public final class WalkText {
  /** The number of elements, positions or symbols that are shown where there are more. */
  static final int BRIEF = 8;

  private final TokenWalk walk;
  private final WalkShares shares;
  private final boolean all;

  /**
   * The text of a walk.
   *
   * @param all whether to show all elements, not some of them
   */
  public WalkText(TokenWalk walk, boolean all) {
    this.walk = walk;
    this.shares = new WalkShares(walk, all);
    this.all = all;
  }

  /** The heading that tells which token of which text is walked. */
  public String heading() {
    String input = walk.tokens().stream().map(WalkText::symbol).collect(Collectors.joining(" "));
    Token token = walk.tokens().get(walk.position());
    return String.format(
        Locale.ROOT,
        "input %s\nposition %d: %s, token %d; ROM for %d lanes\n",
        input,
        walk.position(),
        symbol(token),
        token.id(),
        walk.lanes());
  }

  /** What the circuit reads instead of the rows and matrices that are walked up to v. */
  public static String firstLayer(RomSpan words) {
    return "the circuit reads x and the first layer's q, k and v, and not what they are computed of,"
        + " from\n"
        + span(words)
        + "\n";
  }

  /** The symbols that may come next. */
  public List<String> prediction() {
    return shares.prediction();
  }

  /** The heading and the tables of a step. */
  public List<String> step(WalkStep step) {
    List<String> lines = new ArrayList<>();
    lines.add(step.site().in(step.layer()) + ": " + step.formula());
    lines.add("  " + size(step));
    step.reads().forEach(read -> read(read).forEach(line -> lines.add("  " + line)));
    if (!step.attention().isEmpty()) {
      lines.add(shares.attention(step));
    }
    lines.add(elements(step));
    lines.add("");
    return lines;
  }

  private static String size(WalkStep step) {
    return TableText.count(step.words().size())
        + " words in "
        + step.format()
        + (step.clamped() > 0 ? ", " + TableText.count(step.clamped()) + " clamped" : "")
        + (step.largestError() == null ? "" : ", largest error " + error(step.largestError()));
  }

  private static List<String> read(RomRead read) {
    String rows = read.rows() == 1 ? "row " + read.row() : read.rows() + " rows";
    List<String> lines = new ArrayList<>();
    lines.add("reads " + rows + " x " + read.columns() + " of " + read.tensor());
    for (RomSpan span : List.of(read.wide(), read.plain())) {
      lines.add(span(span));
    }
    return lines;
  }

  private static String span(RomSpan span) {
    return String.format(
        Locale.ROOT,
        "  %s 0x%04x..0x%04x (%d..%d), %,d words of %,d bits%s",
        span.image(),
        span.first(),
        span.last(),
        span.first(),
        span.last(),
        span.words(),
        span.valueBits() * span.lanes(),
        banks(span.banks()));
  }

  private static String banks(List<RomSpan.Bank> banks) {
    return switch (banks.size()) {
      case 0 -> "";
      case 1 -> ", bank " + banks.get(0).file();
      default -> ", banks " + banks.get(0).file() + " to " + banks.get(banks.size() - 1).file();
    };
  }

  /**
   * The elements of a step, one per row; the rows of an embedding show the words that are added,
   * and their addresses.
   */
  private String elements(WalkStep step) {
    List<RomRead> reads = step.reads().stream().filter(read -> !read.words().isEmpty()).toList();
    List<String> header = new ArrayList<>(List.of("element"));
    for (RomRead read : reads) {
      header.add("address");
      if (!read.codes().isEmpty()) {
        header.add("code");
      }
      header.add(read.tensor());
    }
    header.addAll(List.of("word", "real"));
    if (step.floats() != null) {
      header.addAll(List.of("float", "error"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i : shown(step)) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(i)));
      for (RomRead read : reads) {
        row.add(String.format(Locale.ROOT, "0x%04x", read.plain().first() + i));
        if (!read.codes().isEmpty()) {
          row.add(Integer.toString(read.codes().get(i)));
        }
        row.add(Integer.toString(read.words().get(i)));
      }
      row.add(Integer.toString(step.words().get(i)));
      row.add(TableText.figure(step.reals().get(i)));
      if (step.floats() != null) {
        row.add(TableText.figure(step.floats().get(i)));
        row.add(error(step.error(i)));
      }
      rows.add(row);
    }
    return TableText.of(header, rows) + rest(rows.size(), step.words().size(), "elements");
  }

  private static String error(double error) {
    return String.format(Locale.ROOT, "%.1e", error);
  }

  /**
   * The elements that are shown: the first ones, the smallest, the largest, and the one with the
   * largest error.
   */
  private Iterable<Integer> shown(WalkStep step) {
    int size = step.words().size();
    TreeSet<Integer> shown = new TreeSet<>();
    IntStream.range(0, all ? size : Math.min(size, BRIEF)).forEach(shown::add);
    shown.add(largest(size, i -> step.words().get(i)));
    shown.add(largest(size, i -> -step.words().get(i)));
    if (step.floats() != null) {
      shown.add(largest(size, step::error));
    }
    return shown;
  }

  private static int largest(int size, IntToDoubleFunction value) {
    return IntStream.range(0, size)
        .boxed()
        .max(Comparator.comparingDouble((Integer i) -> value.applyAsDouble(i)))
        .orElseThrow();
  }

  /** The line below a table that shows some of its rows; empty where it shows all. */
  static String rest(int shown, int of, String what) {
    return shown == of
        ? ""
        : "\n  " + shown + " of " + TableText.count(of) + " " + what + ", --all shows the others";
  }

  /**
   * A symbol as it is shown; a code point that can't be seen is written as its number, and a longer
   * symbol with such a one in quotes.
   */
  static String symbol(Token token) {
    if (token.symbol().codePoints().allMatch(WalkText::isVisible)) {
      return token.symbol();
    }
    int first = token.symbol().codePointAt(0);
    return token.symbol().length() == Character.charCount(first)
        ? String.format(Locale.ROOT, "U+%04X", first)
        : '"' + VisibleText.of(token.symbol()) + '"';
  }

  private static boolean isVisible(int codePoint) {
    return !Character.isWhitespace(codePoint)
        && !Character.isSpaceChar(codePoint)
        && !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.FORMAT;
  }
}
