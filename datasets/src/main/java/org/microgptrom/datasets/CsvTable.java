package org.microgptrom.datasets;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.microgptrom.model.io.InputException;

/**
 * Reads CSV as RFC 4180 has it: a header line, cells in quotes where they hold separators, line
 * breaks or quotes, and these twice. White space around cells is removed, blank lines are no rows.
 *
 * <p>Columns are separated by commas or, where the header has none, by semicolons, as spreadsheets
 * write them where the comma is the decimal sign, or by tabs. In a file whose name ends with {@code
 * .tsv} only tabs separate.
 */
final class CsvTable {
  private static final String SEPARATORS = ",;\t";

  private final String where;
  private final Lines lines;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private int line; // where the last record begins

  private CsvTable(String where, List<String> lines, char separator, int longest)
      throws IOException {
    this.where = where;
    this.lines = new Lines(lines, longest);
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(separator)
            .setIgnoreEmptyLines(false)
            .setIgnoreSurroundingSpaces(true)
            .build();
    parser = new CSVParser(this.lines, format);
    records = parser.iterator();
  }

  /**
   * Hands on the rows of a table.
   *
   * @param where names the file in errors
   * @param lines of the file, those within cells, too
   * @param onlyTabs whether only tabs separate columns
   * @param longest the most characters of a row
   * @return the columns that were read
   * @throws InputException if the table is damaged or does not have the columns, with its line
   */
  static Columns.Chosen read(
      String where,
      List<String> lines,
      boolean onlyTabs,
      Columns columns,
      int longest,
      RowTaker taker) {
    try {
      char separator = onlyTabs ? '\t' : separator(lines);
      return new CsvTable(where, lines, separator, longest).read(columns, taker);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static char separator(List<String> lines) {
    String header = lines.stream().filter(line -> !line.isBlank()).findFirst().orElse("");
    String unquoted = header.replaceAll("\"[^\"]*\"", "");
    return SEPARATORS
        .chars()
        .filter(c -> unquoted.indexOf(c) >= 0)
        .mapToObj(c -> (char) c)
        .findFirst()
        .orElse(SEPARATORS.charAt(0));
  }

  private Columns.Chosen read(Columns columns, RowTaker taker) {
    List<String> header = next();
    if (header.isEmpty()) {
      throw new InputException(where, "is empty", "a header line and rows are expected");
    }
    Columns.Chosen chosen = columns.among(where + ":" + line, header);
    int text = header.indexOf(chosen.text());
    int label = chosen.label().map(header::indexOf).orElse(-1);
    for (List<String> row = next(); !row.isEmpty(); row = next()) {
      if (row.size() != header.size()) {
        throw new InputException(
            where + ":" + line,
            "the row has "
                + row.size()
                + (row.size() == 1 ? " cell" : " cells")
                + ", the header has "
                + header.size(),
            "every row needs a cell for each column; a cell with separators or line breaks in it"
                + " stands in quotes");
      }
      taker.take(line, row.get(text), label < 0 ? "" : row.get(label));
    }
    return chosen;
  }

  /** The cells of the next row that is no blank line; none at the end. */
  private List<String> next() {
    try {
      while (true) {
        line = (int) parser.getCurrentLineNumber() + 1;
        lines.beginRecord();
        if (!records.hasNext()) {
          return List.of();
        }
        String[] cells = records.next().values();
        if (cells.length > 1 || !cells[0].isEmpty()) {
          return Arrays.stream(cells).map(DocumentParser::strip).toList();
        }
      }
    } catch (UncheckedIOException e) {
      boolean unclosed = String.valueOf(e.getMessage()).contains("EOF");
      throw new InputException(
          where + ":" + (unclosed ? line : parser.getCurrentLineNumber()),
          unclosed
              ? "a quote opens a cell of the row that begins here, and none closes it"
              : "text follows the quote that closes a cell",
          "a cell stands in quotes as a whole, and a quote in it is written twice: \"say \"\"yes\"\"\"",
          e);
    }
  }

  /** The lines as one text, which ends where a row does not. */
  private final class Lines extends Reader {
    private final Iterator<String> rest;
    private final int longest;
    private String current = "";
    private int place;
    private long inRecord; // characters read since the last record began

    Lines(List<String> lines, int longest) {
      rest = lines.iterator();
      this.longest = longest;
    }

    void beginRecord() {
      inRecord = 0;
    }

    @Override
    public int read(char[] target, int offset, int length) {
      if (place == current.length()) {
        if (!rest.hasNext()) {
          return -1;
        }
        current = rest.next() + "\n";
        place = 0;
      }
      int n = Math.min(length, current.length() - place);
      current.getChars(place, place + n, target, offset);
      place += n;
      inRecord += n;
      if (inRecord > longest) {
        throw new InputException(
            where + ":" + line,
            "the row is longer than " + longest + " characters",
            "is a quote not closed?");
      }
      return n;
    }

    @Override
    public void close() {}
  }
}
