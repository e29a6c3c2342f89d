package org.microgptrom.datasets;

/** Takes the rows of a table. */
interface RowTaker {
  /**
   * Takes one row.
   *
   * @param line where the row begins, from 1
   * @param text the cell as it is
   * @param label the cell as it is; empty where no column has labels
   */
  void take(int line, String text, String label);
}
