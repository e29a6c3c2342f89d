package org.microgptrom.model.fixed;

import java.util.Arrays;

/**
 * Hands out rows of lanes that lie in memory one after the other, each as many bytes as fill whole
 * cache lines with its header. So all rows start at the same place of a cache line, and where a
 * loop has reached the start of a line in one of them, it has in all: no vector crosses a line.
 */
final class LaneRows {
  /** The ints of a row, of which a header of 16 bytes makes 33 lines of 64. */
  private static final int INTS = LaneModel.LANES + 12;

  private final int[][] all;
  private int taken;

  LaneRows(int count) {
    this.all = new int[count][INTS];
  }

  /** The next rows. */
  int[][] take(int count) {
    taken += count;
    return Arrays.copyOfRange(all, taken - count, taken);
  }

  /** The next row. */
  int[] take() {
    taken++;
    return all[taken - 1];
  }
}
