package org.microgptrom.model.fixed;

import java.util.stream.IntStream;
import org.microgptrom.model.fixed.vector.VectorKernels;

/** Matrices in the form that {@link VectorKernels#multiply} takes, two weights in 32 bits. */
final class VectorMatrix implements SoloMatrix {
  private final LaneMatrix[] parts;
  private final int[] from; // of each part, the place of its first row
  private final int[] sums; // of all parts, each padded
  private final int[] weights;

  VectorMatrix(LaneMatrix... parts) {
    this.parts = parts.clone();
    this.from = new int[parts.length];
    int rows = 0;
    for (int number = 0; number < parts.length; number++) {
      from[number] = rows;
      rows += VectorKernels.padded(parts[number].rows);
    }
    this.sums = new int[rows];
    int columns = SoloMatrix.padded(parts[0].columns);
    this.weights = new int[Math.multiplyExact(rows, columns / 2)];
    int wide = rows / VectorKernels.BLOCK * VectorKernels.BLOCK;
    for (int number = 0; number < parts.length; number++) {
      LaneMatrix part = parts[number];
      int first = from[number];
      IntStream.range(0, (part.rows + VectorKernels.LANES - 1) / VectorKernels.LANES)
          .parallel()
          .map(group -> group * VectorKernels.LANES)
          .forEach(row -> pack(part, row, first + row, columns, wide));
    }
  }

  /** Packs as many rows as there are lanes, or those that are left. */
  private void pack(LaneMatrix part, int row, int place, int columns, int wide) {
    int block = place < wide ? VectorKernels.BLOCK : VectorKernels.LANES;
    int count = Math.min(VectorKernels.LANES, part.rows - row);
    int start = place / block * block;
    for (int c = 0; c < columns; c += 2) {
      int at = start * (columns / 2) + c / 2 * block + place - start;
      for (int i = 0; i < count; i++) {
        weights[at + i] = SoloMatrix.pair(part, row + i, c);
      }
    }
  }

  @Override
  public LaneMatrix part(int number) {
    return parts[number];
  }

  @Override
  public void multiply(int[] y) {
    VectorKernels.multiply(weights, y, -SoloMatrix.biased(y), sums);
  }

  @Override
  public int output(int number, int[] words) {
    LaneMatrix part = parts[number];
    int least = part.relu ? 0 : Integer.MIN_VALUE;
    return VectorKernels.round(sums, from[number], part.rows, part.shift, least, words);
  }
}
