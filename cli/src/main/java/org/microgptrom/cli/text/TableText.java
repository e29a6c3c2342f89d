package org.microgptrom.cli.text;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.cli.console.Terminal;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.io.VisibleText;

/** Tables and figures as text: plain ASCII, the same in every locale. */
public final class TableText {
  private static final Character[] BORDER = AsciiTable.NO_BORDERS;

  /** The spaces beside a cell, one on either side. */
  private static final int PADDING = 2;

  /** The width below which no column of text is narrowed. */
  private static final int NARROWEST = 10;

  private static final List<String> SIZE_UNITS = List.of("kB", "MB", "GB", "TB");

  private TableText() {}

  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9,.]*(e[-+][0-9]+)?( [%s])?");

  /**
   * A table; columns of numbers are right-aligned. On a terminal that is too narrow for it, the
   * widest texts are wrapped; a file or another program gets every row whole, on one line.
   */
  public static String of(List<String> header, List<List<String>> rows) {
    return of(header, rows, Terminal.resultColumns());
  }

  /**
   * A table as {@link #of(List, List)} makes it, in lines of at most so many characters, if any
   * number is given.
   */
  public static String of(List<String> names, List<List<String>> values, OptionalInt lineWidth) {
    List<String> header = names.stream().map(VisibleText::of).toList();
    List<List<String>> rows =
        values.stream().map(row -> row.stream().map(VisibleText::of).toList()).toList();
    boolean[] numbers = new boolean[header.size()];
    int[] widths = new int[header.size()]; // of each column, without the space on either side
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      numbers[i] = rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
      widths[i] =
          Stream.concat(Stream.of(header.get(i)), rows.stream().map(row -> row.get(column)))
              .mapToInt(String::length)
              .reduce(1, Math::max);
    }
    lineWidth.ifPresent(width -> narrow(widths, numbers, width));
    Column[] columns =
        IntStream.range(0, widths.length)
            .mapToObj(i -> column(header.get(i), numbers[i], widths[i]))
            .toArray(Column[]::new);
    Object[][] cells = rows.stream().map(List::toArray).toArray(Object[][]::new);
    return AsciiTable.getTable(BORDER, columns, cells)
        .lines()
        .map(String::stripTrailing)
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  private static Column column(String header, boolean numbers, int width) {
    HorizontalAlign align = numbers ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
    return new Column()
        .header(header)
        .headerAlign(align)
        .dataAlign(align)
        .maxWidth(width + PADDING, OverflowBehaviour.NEWLINE);
  }

  /** Takes from the widest columns of text until the line fits, or no column is wide any more. */
  private static void narrow(int[] widths, boolean[] numbers, int lineWidth) {
    int excess = Arrays.stream(widths).map(width -> width + PADDING).sum() - lineWidth;
    for (; excess > 0; excess--) {
      OptionalInt widest =
          IntStream.range(0, widths.length)
              .filter(i -> !numbers[i] && widths[i] > NARROWEST)
              .boxed()
              .max(Comparator.comparingInt(i -> widths[i]))
              .map(OptionalInt::of)
              .orElse(OptionalInt.empty());
      if (widest.isEmpty()) {
        return;
      }
      widths[widest.getAsInt()]--;
    }
  }

  /** A count with thousands separators: {@code 4,192}. */
  public static String count(long value) {
    return Figures.count(value);
  }

  /** A count of things: {@code 1 text}, {@code 4,192 texts}. */
  public static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /** The shape of a model but for its symbols: {@code layers 1, embd 16, ...}. */
  public static String shape(ModelConfig config) {
    return "layers "
        + config.layers()
        + ", embd "
        + config.embd()
        + ", heads "
        + config.heads()
        + ", context "
        + config.context()
        + ", hidden "
        + config.hidden();
  }

  /**
   * The symbols of a model in one line, without BOS: the code points, and where there are longer
   * ones, how many.
   */
  public static String symbols(Vocabulary vocabulary) {
    String codePoints =
        vocabulary.symbols().stream()
            .filter(s -> s.codePointCount(0, s.length()) == 1)
            .collect(Collectors.joining());
    int longer = vocabulary.bos() - codePoints.codePointCount(0, codePoints.length());
    return VisibleText.of(codePoints)
        + (longer > 0 ? " and " + count(longer) + " longer ones" : "");
  }

  /** A figure in four significant digits: {@code 0.01234}, {@code 1.234e-07}. */
  public static String figure(double value) {
    return Figures.figure(value);
  }

  /** A share in per cent: {@code 99.97 %}. */
  public static String percent(double share) {
    return Figures.percent(share);
  }

  /** A duration: {@code 17.3 s}, {@code 2 min 37 s}, {@code 3 h 5 min}. */
  public static String seconds(double seconds) {
    return seconds < 59.95 ? String.format(Locale.ROOT, "%.1f s", seconds) : roughly(seconds);
  }

  /** A duration that is not known to tenths of a second: {@code 17 s}, {@code 2 min 37 s}. */
  public static String roughly(double seconds) {
    long whole = Math.round(seconds);
    long minutes = whole / 60;
    if (minutes == 0) {
      return whole + " s";
    }
    return minutes < 60
        ? minutes + " min " + whole % 60 + " s"
        : count(minutes / 60) + " h " + minutes % 60 + " min";
  }

  /** A size: {@code 921 bytes}, {@code 25.2 MB}, with units of powers of 1,000. */
  public static String size(long bytes) {
    double value = bytes;
    int unit = -1;
    while (value >= 999.95 && unit + 1 < SIZE_UNITS.size()) {
      value /= 1000;
      unit++;
    }
    return unit < 0
        ? bytes + (bytes == 1 ? " byte" : " bytes")
        : String.format(Locale.ROOT, "%.1f %s", value, SIZE_UNITS.get(unit));
  }
}
