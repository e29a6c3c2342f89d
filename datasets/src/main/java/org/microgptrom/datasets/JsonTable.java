package org.microgptrom.datasets;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.JsonLine;
import org.microgptrom.model.io.JsonLine.Kind;
import org.microgptrom.model.io.VisibleText;

/**
 * Reads a table from JSON objects, one on each line. Texts are texts or numbers, labels true or
 * false, too, all as they stand there; null is an empty cell. Blank lines are no rows. Which
 * columns there are, the first object tells; others may have more.
 */
final class JsonTable {
  private static final Set<Kind> TEXTS = EnumSet.of(Kind.TEXT, Kind.NUMBER, Kind.NULL);
  private static final Set<Kind> LABELS = EnumSet.of(Kind.TEXT, Kind.NUMBER, Kind.TRUTH, Kind.NULL);

  private JsonTable() {}

  /**
   * Hands on the rows of a table.
   *
   * @param where names the file in errors
   * @return the columns that were read
   * @throws InputException if a line is no JSON object or does not have the columns
   */
  static Columns.Chosen read(String where, List<String> lines, Columns columns, RowTaker taker) {
    Optional<Columns.Chosen> chosen = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      JsonLine object = JsonLine.parse(where, i + 1, lines.get(i));
      String place = where + ":" + (i + 1);
      if (chosen.isEmpty()) {
        chosen = Optional.of(columns.among(place, List.copyOf(object.fields().keySet())));
      }
      Columns.Chosen of = chosen.get();
      String text = cell(place, object, of.text(), TEXTS, "a text");
      String label =
          of.label()
              .map(name -> cell(place, object, name, LABELS, "a text, a number, true or false"))
              .orElse("");
      taker.take(i + 1, text, label);
    }
    return chosen.orElseThrow(
        () -> new InputException(where, "is empty", "JSON objects are expected, one on each line"));
  }

  private static String cell(
      String place, JsonLine object, String name, Set<Kind> kinds, String expected) {
    JsonLine.Value value = object.fields().get(name);
    if (value == null) {
      throw new InputException(
          place,
          "the object has no key \"" + VisibleText.of(name) + "\"",
          "each object needs the keys of the first one that are read; null stands for nothing");
    }
    if (!kinds.contains(value.kind())) {
      throw new InputException(
          place,
          "key \""
              + VisibleText.of(name)
              + "\" holds "
              + VisibleText.of(value.text())
              + ", "
              + expected
              + " expected",
          "name another key, or write a text there");
    }
    return value.kind() == Kind.NULL ? "" : value.text();
  }
}
