package org.microgptrom.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of facts.
 *
 * @param title what the table shows
 * @param columns of the table, at least one
 * @param rows of texts, one for each column
 */
public record Table(String title, List<Column> columns, List<List<String>> rows) {
  /**
   * A column of the table.
   *
   * @param name heading of the column
   * @param number whether the column is aligned to the right
   */
  public record Column(String name, boolean number) {
    /** The CSS class that aligns the column. */
    public String css() {
      return number ? "number" : "text";
    }
  }

  /** Copies the lists and requires that each row has a text for each column. */
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

  /** Gathers the rows of a table. */
  static final class Builder {
    private final String title;
    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A builder of a table with these headings; one that begins with {@code #} is the heading of a
     * column of numbers.
     */
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
