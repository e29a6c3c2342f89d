package org.microgptrom.model.fixed;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.microgptrom.model.Site;

/**
 * A matrix and what is done with its products, as {@link LaneModel} needs it. The weights are
 * shared with the model.
 */
final class LaneMatrix {
  /** The weights, (rows, columns). */
  final short[] w;

  final int rows;
  final int columns;

  /** The shift from a sum to a word of the output. */
  final int shift;

  /** Whether sums below 0 become 0. */
  final boolean relu;

  /** The site at which the output is clamped. */
  final Site site;

  final int layer;

  /**
   * The number of bits dropped from the square of each word of an input, so that their sum fits 32
   * bits.
   */
  final int squareShift;

  /** The least of {@link #limits}. */
  final int limit;

  /**
   * For each row, the largest sum of an input's squares, each without {@code squareShift} bits,
   * with which the row's sum of products fits 32 bits; negative if there is none.
   */
  final int[] limits;

  LaneMatrix(short[] w, int columns, int shift, Site site, int layer) {
    this.w = w;
    this.rows = w.length / columns;
    this.columns = columns;
    this.shift = shift;
    this.relu = site == Site.HIDDEN;
    this.site = site;
    this.layer = layer;
    this.squareShift = FixedMath.ceilLog2(columns); // columns <= 2^squareShift
    this.limits = IntStream.range(0, rows).map(this::limit).toArray();
    this.limit = Arrays.stream(limits).min().orElseThrow();
  }

  /**
   * The largest sum of an input's squares with which a row's sum of products fits 32 bits. By
   * Cauchy and Schwarz the magnitude of a sum of products is at most the product of the lengths of
   * row and input, so it fits 32 bits if the product of their squares is below 2^62. For inputs
   * that are never negative, such as the hidden layer's, only the weights of one sign can make a
   * sum large.
   */
  private int limit(int row) {
    long positive = 1;
    long negative = 1;
    for (int i = row * columns; i < (row + 1) * columns; i++) {
      long square = (long) w[i] * w[i];
      positive += w[i] > 0 ? square : 0;
      negative += w[i] < 0 ? square : 0;
    }
    long squares = site == Site.MLP_PROJECTION ? Math.max(positive, negative) : positive + negative;
    long allowed = (((1L << 62) - 1) / squares) >> squareShift;
    return (int) Math.min(Integer.MAX_VALUE, allowed - columns); // each square lost less than 1
  }
}
