package org.microgptrom.model.fixed;

/**
 * Matrices of as many columns, one below the other, that {@link SoloSimulator} multiplies with one
 * input at a time. Sums are taken modulo 2^32.
 */
interface SoloMatrix {
  /** Columns that loops multiply at once. */
  int AT_ONCE = 4;

  /** Added to an even column's weight, which is then never negative. */
  int BIAS = 1 << 15;

  /** The matrices in the fastest form that this Java machine has. */
  static SoloMatrix of(boolean vectors, LaneMatrix... parts) {
    return vectors ? new VectorMatrix(parts) : new LoopMatrix(parts);
  }

  /** The length of an array that holds an input of so many words, and zeros after them. */
  static int padded(int columns) {
    return (columns + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
  }

  /** Two weights in one element, of an even column and of the next one, 0 after the last. */
  static int pair(LaneMatrix part, int row, int even) {
    return (part.weight(row, even) + BIAS) | (part.weight(row, even + 1) << 16);
  }

  /** What the biases add to each sum, to be subtracted. */
  static int biased(int[] y) {
    int even = 0;
    for (int c = 0; c < y.length; c += 2) {
      even += y[c];
    }
    return BIAS * even;
  }

  /** A matrix, the first one's rows first. */
  LaneMatrix part(int number);

  /**
   * Computes W * y.
   *
   * @param y of {@link #padded} length
   */
  void multiply(int[] y);

  /**
   * Rounds a matrix's sums to words that are not clamped yet; its shift is 1 or more.
   *
   * @return the bits that the words use: all of them ORed, complemented where negative
   */
  int output(int part, int[] words);
}
