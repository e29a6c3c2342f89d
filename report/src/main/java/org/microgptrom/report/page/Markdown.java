package org.microgptrom.report.page;

import java.util.List;
import java.util.stream.Collectors;
import org.microgptrom.model.io.VisibleText;

/** Writes parts of a page in the Markdown that CI systems show. */
public final class Markdown {
  private Markdown() {}

  /** A table with its title. */
  public static String table(Table table) {
    if (table.rows().isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(line(table.columns().stream().map(c -> text(c.name())).toList()));
    text.append(
        line(table.columns().stream().map(column -> column.number() ? "---:" : "---").toList()));
    table.rows().forEach(row -> text.append(line(row.stream().map(Markdown::text).toList())));
    return text.toString().stripTrailing();
  }

  /** Text in which nothing is markup. */
  public static String text(String text) {
    return VisibleText.lines(text.replaceAll("\\R", " "))
        .replaceAll("([\\\\`*_\\[\\]<>|~])", "\\\\$1");
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
