package org.microgptrom.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Facts in rows.
 *
 * @param title what it shows
 * @param columns at least one
 * @param rows of texts, one for each column
 */
public record Table(String title, List<Column> columns, List<List<String>> rows) {
  /**
   * A column.
   *
   * @param name its heading
   * @param number whether it is aligned to the right
   */
  public record Column(String name, boolean number) {
    /** The class that aligns it. */
    public String css() {
      return number ? "number" : "text";
    }
  }

  /** Copies the lists and requires that they fit. */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            title + ": a row has " + row.size() + " cells, " + columns.size() + " expected");
      }
    }
  }

  /** Gathers rows. */
  static final class Builder {
    private final String title;
    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /** A heading that begins with {@code #} is one of numbers. */
    Builder(String title, String... headings) {
      this.title = title;
      this.columns =
          Arrays.stream(headings)
              .map(h -> h.startsWith("#") ? new Column(h.substring(1), true) : new Column(h, false))
              .toList();
    }

    Builder row(String... cells) {
      rows.add(List.of(cells));
      return this;
    }

    Table build() {
      return new Table(title, columns, rows);
    }
  }
}
