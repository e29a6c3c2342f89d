package org.microgptrom.datasets;

import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/**
 * The label of one text.
 *
 * @param file names the file in errors
 * @param line of the file, from 1
 * @param name not empty, without white space at its ends
 */
record LabelCell(String file, int line, String name) {
  /**
   * The label in a cell.
   *
   * @throws InputException if there is none, or it has a line break
   */
  static LabelCell of(String file, int line, String cell) {
    String name = DocumentParser.strip(cell);
    if (name.isEmpty()) {
      throw new InputException(
          file + ":" + line, "the text has no label", "give it one, or leave the row out");
    }
    if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
      throw new InputException(
          file + ":" + line,
          "the label \"" + VisibleText.of(name) + "\" has a line break",
          "is " + Columns.LABEL_OPTION + " really the column of the labels?");
    }
    return new LabelCell(file, line, name);
  }

  /** The place in errors. */
  String where() {
    return file + ":" + line;
  }
}
