package org.microgptrom.quantize;

import java.util.stream.IntStream;

/**
 * A symmetric matrix of doubles, of which the lower triangle is kept. Sums are taken in a fixed
 * order: the same on every machine.
 */
final class SymmetricMatrix {
  private static final int TOGETHER = 4; // vectors that one pass over a row adds

  private final double[][] rows; // row i holds columns 0..i

  SymmetricMatrix(int size) {
    this.rows = IntStream.range(0, size).mapToObj(i -> new double[i + 1]).toArray(double[][]::new);
  }

  /** The number of rows. */
  int size() {
    return rows.length;
  }

  /** The value in a row and column. */
  double at(int row, int column) {
    return row < column ? rows[column][row] : rows[row][column];
  }

  /** Adds to a value on the diagonal. */
  void addToDiagonal(int row, double value) {
    rows[row][row] += value;
  }

  /** The mean of the diagonal. */
  double meanOfDiagonal() {
    return IntStream.range(0, size()).mapToDouble(i -> rows[i][i]).sum() / size();
  }

  /** One whole row. */
  double[] row(int row) {
    double[] values = new double[size()];
    for (int column = 0; column < values.length; column++) {
      values[column] = at(row, column);
    }
    return values;
  }

  /**
   * Adds the sum of {@code factor * vector * vector^T} over some vectors.
   *
   * @param factors one for each vector
   * @param vectors at least as many, each as long as the matrix
   */
  void addProducts(double[] factors, double[][] vectors) {
    IntStream.range(0, size()).parallel().forEach(row -> addTo(row, factors, vectors));
  }

  private void addTo(int row, double[] factors, double[][] vectors) {
    double[] sums = rows[row];
    int next = 0;
    int[] numbers = new int[TOGETHER];
    for (int i = 0; i < factors.length; i++) {
      if (factors[i] * vectors[i][row] != 0) { // many are: a token that does not occur, a ReLU
        numbers[next++] = i;
      }
      if (next == TOGETHER || (i == factors.length - 1 && next > 0)) {
        for (int j = next; j < TOGETHER; j++) {
          numbers[j] = numbers[0];
        }
        double factor1 = next > 1 ? factors[numbers[1]] * vectors[numbers[1]][row] : 0;
        double factor2 = next > 2 ? factors[numbers[2]] * vectors[numbers[2]][row] : 0;
        double factor3 = next > 3 ? factors[numbers[3]] * vectors[numbers[3]][row] : 0;
        add(
            sums,
            factors[numbers[0]] * vectors[numbers[0]][row],
            vectors[numbers[0]],
            factor1,
            vectors[numbers[1]],
            factor2,
            vectors[numbers[2]],
            factor3,
            vectors[numbers[3]]);
        next = 0;
      }
    }
  }

  @SuppressWarnings("TooManyParameters")
  private static void add(
      double[] sums,
      double factor0,
      double[] vector0,
      double factor1,
      double[] vector1,
      double factor2,
      double[] vector2,
      double factor3,
      double[] vector3) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] +=
          (factor0 * vector0[column] + factor1 * vector1[column])
              + (factor2 * vector2[column] + factor3 * vector3[column]);
    }
  }
}
