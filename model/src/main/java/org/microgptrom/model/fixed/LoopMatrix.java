package org.microgptrom.model.fixed;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Matrices in plain Java: column by column, so that loops over rows become vector instructions, and
 * two weights in 32 bits, so that a large model is read as fast as its words.
 */
final class LoopMatrix implements SoloMatrix {
  /** The rows of a large matrix whose columns are packed together, so that caches hold them. */
  private static final int BLOCK = 64;

  private final LaneMatrix[] parts;
  private final int[][] pairs; // (columns / 2)(rows)
  private final int[] sums; // (rows)

  LoopMatrix(LaneMatrix... parts) {
    this.parts = parts.clone();
    this.sums = new int[Arrays.stream(parts).mapToInt(part -> part.rows).sum()];
    this.pairs = new int[SoloMatrix.padded(parts[0].columns) / 2][sums.length];
    for (int number = 0; number < parts.length; number++) {
      LaneMatrix part = parts[number];
      int at = from(number);
      IntStream.range(0, (part.rows + BLOCK - 1) / BLOCK)
          .parallel()
          .forEach(block -> pack(part, block * BLOCK, at));
    }
  }

  private void pack(LaneMatrix part, int firstRow, int at) {
    int end = Math.min(part.rows, firstRow + BLOCK);
    for (int p = 0; p < pairs.length; p++) {
      for (int row = firstRow; row < end; row++) {
        pairs[p][at + row] = SoloMatrix.pair(part, row, 2 * p);
      }
    }
  }

  /** The place of a matrix's first row. */
  private int from(int part) {
    int from = 0;
    for (int i = 0; i < part; i++) {
      from += parts[i].rows;
    }
    return from;
  }

  @Override
  public LaneMatrix part(int number) {
    return parts[number];
  }

  @Override
  public void multiply(int[] y) {
    Arrays.fill(sums, -SoloMatrix.biased(y));
    for (int p = 0; p < pairs.length; p += 2) {
      int c = 2 * p;
      addFour(pairs[p], pairs[p + 1], y[c], y[c + 1], y[c + 2], y[c + 3], sums, sums.length);
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

  @Override
  public int output(int number, int[] words) {
    LaneMatrix part = parts[number];
    int from = from(number);
    int all = Math.min(31, part.shift - 1);
    int keep = part.relu ? 0 : -1;
    int magnitude = 0;
    for (int row = 0; row < part.rows; row++) {
      int value = ((sums[from + row] >> all) + 1) >> 1;
      value &= ~(value >> 31) | keep;
      words[row] = value;
      magnitude |= value ^ (value >> 31);
    }
    return magnitude;
  }
}
