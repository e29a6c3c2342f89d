package org.microgptrom.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;

/** Tables and figures as text: plain ASCII, the same in every locale. */
final class TableText {
  private static final Character[] BORDER = AsciiTable.NO_BORDERS;

  private TableText() {}

  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9,.]*(e[-+][0-9]+)?( [%s])?");

  /** A table; columns of numbers are right-aligned. */
  static String of(List<String> header, List<List<String>> rows) {
    Column[] columns =
        IntStream.range(0, header.size())
            .mapToObj(
                i -> {
                  boolean numbers =
                      rows.stream().allMatch(row -> NUMBER.matcher(row.get(i)).matches());
                  HorizontalAlign align = numbers ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
                  return new Column()
                      .header(header.get(i))
                      .headerAlign(align)
                      .dataAlign(align)
                      .maxWidth(200);
                })
            .toArray(Column[]::new);
    Object[][] cells = rows.stream().map(List::toArray).toArray(Object[][]::new);
    return AsciiTable.getTable(BORDER, columns, cells)
        .lines()
        .map(String::stripTrailing)
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  /** A count with thousands separators: {@code 4,192}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** The shape of a model but for its symbols: {@code layers 1, embd 16, ...}. */
  static String shape(ModelConfig config) {
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

  /** A figure in four significant digits: {@code 0.01234}, {@code 1.234e-07}. */
  static String figure(double value) {
    boolean plain = value == 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value);
  }

  /** A share in per cent: {@code 99.97 %}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** A duration: {@code 17.3 s}. */
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
