package org.microgptrom.datasets;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.io.VisibleText;

/**
 * The columns of tables that a corpus is made of: those of CSV have the names of the header line,
 * those of JSON lines are the keys of the objects.
 *
 * @param text the column of the texts; empty for the only one that is not of labels
 * @param label the column of the labels; empty for texts without labels
 */
public record Columns(Optional<String> text, Optional<String> label) {
  /** No column is named. */
  public static final Columns NONE = new Columns(Optional.empty(), Optional.empty());

  static final String TEXT_OPTION = "--text-column";
  static final String LABEL_OPTION = "--label-column";

  /** The columns of one table by their names, of labels only if there are some. */
  record Chosen(String text, Optional<String> label) {
    /** What is read from where, for people. */
    String describe() {
      return "texts of column \""
          + VisibleText.of(text)
          + "\""
          + label.map(name -> ", labels of column \"" + VisibleText.of(name) + "\"").orElse("");
    }
  }

  /**
   * Requires that no column is named, where nothing has columns.
   *
   * @throws InputException if one is
   */
  public void requireNone() {
    if (areNamed()) {
      throw new InputException(
          label.isPresent() ? LABEL_OPTION : TEXT_OPTION,
          "names a column, and there is no table",
          "pass one: --data FILE, whose name ends with .csv, .tsv or .jsonl, or --data - and "
              + DataFiles.FORMAT_OPTION);
    }
  }

  /** Whether an option names a column. */
  boolean areNamed() {
    return text.isPresent() || label.isPresent();
  }

  /**
   * The columns of a table whose columns have these names.
   *
   * @throws InputException if one is not there or there twice, or it is open which one has the
   *     texts
   */
  Chosen among(String where, List<String> names) {
    label.ifPresent(name -> requireOnce(where, names, name, LABEL_OPTION));
    text.ifPresent(name -> requireOnce(where, names, name, TEXT_OPTION));
    if (text.isPresent() && text.equals(label)) {
      throw new InputException(
          TEXT_OPTION + " and " + LABEL_OPTION,
          "both name the column \"" + VisibleText.of(text.get()) + "\"",
          "the texts and their labels are in two columns");
    }
    return new Chosen(text.orElseGet(() -> only(where, names)), label);
  }

  private String only(String where, List<String> names) {
    List<String> others =
        names.stream().filter(name -> label.isEmpty() || !name.equals(label.get())).toList();
    if (others.size() == 1) {
      return others.get(0);
    }
    String besides = label.isPresent() ? " besides that of the labels" : "";
    throw new InputException(
        where,
        others.isEmpty()
            ? "has no column" + besides
            : "has " + others.size() + " columns" + besides + ": " + listed(others),
        others.isEmpty()
            ? "a column of texts is expected"
            : "name the one with the texts: " + TEXT_OPTION + " NAME");
  }

  private static void requireOnce(String where, List<String> names, String name, String option) {
    List<Integer> places =
        IntStream.range(0, names.size()).filter(i -> names.get(i).equals(name)).boxed().toList();
    if (places.isEmpty()) {
      String near =
          NearestName.closeTo(name, names)
              .map(found -> "did you mean \"" + VisibleText.of(found) + "\"? ")
              .orElse("");
      throw new InputException(
          where,
          "has no column \"" + VisibleText.of(name) + "\" (" + option + ")",
          near + "Its columns: " + listed(names));
    }
    if (places.size() > 1) {
      throw new InputException(
          where,
          "column \""
              + VisibleText.of(name)
              + "\" ("
              + option
              + ") is there "
              + places.size()
              + " times: columns "
              + places.stream().map(i -> Integer.toString(i + 1)).collect(Collectors.joining(", ")),
          "give the columns names of their own");
    }
  }

  private static String listed(List<String> names) {
    return names.stream()
        .map(name -> "\"" + VisibleText.of(name) + "\"")
        .collect(Collectors.joining(", "));
  }
}
