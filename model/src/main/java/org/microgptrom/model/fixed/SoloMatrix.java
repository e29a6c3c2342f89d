package org.microgptrom.model.fixed;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Matrices of as many columns, one below the other, in the form in which {@link SoloSimulator}
 * multiplies them with one input: column by column, so that loops over rows become vector
 * instructions, and two weights in 32 bits, so that a large model is read as fast as its words.
 */
final class SoloMatrix {
  /** Added to a weight in the lower half, which is then never negative. */
  private static final int BIAS = 1 << 15;

  /** Columns that are multiplied at once. */
  private static final int AT_ONCE = 4;

  /** The rows of a large matrix whose columns are packed together, so that caches hold them. */
  private static final int BLOCK = 64;

  /** The matrices, the first one's rows first. */
  final LaneMatrix[] parts;

  private final int rows;
  private final int[][] pairs; // (columns / 2)(rows), an even column's weight in the lower half

  SoloMatrix(LaneMatrix... parts) {
    this.parts = parts;
    this.rows = Arrays.stream(parts).mapToInt(part -> part.rows).sum();
    this.pairs = new int[padded(parts[0].columns) / 2][rows];
    int first = 0;
    for (LaneMatrix part : parts) {
      int at = first;
      IntStream.range(0, (part.rows + BLOCK - 1) / BLOCK)
          .parallel()
          .forEach(block -> pack(part, block * BLOCK, at));
      first += part.rows;
    }
  }

  private void pack(LaneMatrix part, int firstRow, int at) {
    int end = Math.min(part.rows, firstRow + BLOCK);
    for (int p = 0; p < pairs.length; p++) {
      for (int row = firstRow; row < end; row++) {
        pairs[p][at + row] = (part.weight(row, 2 * p) + BIAS) | (part.weight(row, 2 * p + 1) << 16);
      }
    }
  }

  /** The length of an array that holds an input of so many words, and zeros after them. */
  static int padded(int columns) {
    return (columns + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
  }

  /**
   * Computes sums = W * y, modulo 2^32.
   *
   * @param y of {@link #padded} length
   * @param sums of at least as many elements as all parts have rows
   */
  void multiply(int[] y, int[] sums) {
    int biased = 0;
    for (int c = 0; c < y.length; c += 2) {
      biased += y[c];
    }
    Arrays.fill(sums, 0, rows, -BIAS * biased);
    for (int p = 0; p < pairs.length; p += 2) {
      int c = 2 * p;
      addFour(pairs[p], pairs[p + 1], y[c], y[c + 1], y[c + 2], y[c + 3], sums, rows);
    }
  }

  private static void addFour(
      int[] w01, int[] w23, int y0, int y1, int y2, int y3, int[] sums, int rows) {
    for (int r = 0; r < rows; r++) {
      sums[r] +=
          (w01[r] & 0xFFFF) * y0
              + (w01[r] >> 16) * y1
              + (w23[r] & 0xFFFF) * y2
              + (w23[r] >> 16) * y3;
    }
  }
}
