package org.microgptrom.train.vector.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The arithmetic between whole registers. Each inner loop is a small method of its own, because the
 * compiler keeps vectors in registers only where it sees all of their uses.
 */
final class Kernels {
  /** The vectors with as many floats as this processor's registers hold. */
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** The number of tokens in a block. */
  static final int LANES = SPECIES.length();

  private static final float EPSILON = 1e-5f;

  private Kernels() {}

  /**
   * The matrix M in an array: element (r, c) lies at {@code offset + r * rowStep + c * columnStep}.
   */
  @SuppressWarnings("ArrayRecordComponent") // a view of the array, never compared
  record Matrix(float[] values, int offset, int rows, int columns, int rowStep, int columnStep) {
    /** A row-major matrix. */
    static Matrix of(float[] values, int offset, int rows, int columns) {
      return new Matrix(values, offset, rows, columns, columns, 1);
    }

    Matrix transposed() {
      return new Matrix(values, offset, columns, rows, columnStep, rowStep);
    }
  }

  /** Computes y = M x in every lane; x is (blocks, columns, lanes), y (blocks, rows, lanes). */
  static void multiply(Matrix m, float[] x, float[] y, int blocks) {
    int block = 0;
    for (; block + 2 <= blocks; block += 2) {
      int row = 0;
      for (; row + 4 <= m.rows; row += 4) {
        fourRowsOfTwoBlocks(m, row, x, y, block);
      }
      for (; row < m.rows; row++) {
        oneRow(m, row, x, y, block);
        oneRow(m, row, x, y, block + 1);
      }
    }
    for (; block < blocks; block++) {
      for (int row = 0; row < m.rows; row++) {
        oneRow(m, row, x, y, block);
      }
    }
  }

  /** Computes what {@link #multiply} does, in an order for matrices that outgrow a core's cache. */
  static void multiplyByRows(Matrix m, float[] x, float[] y, int blocks) {
    if (blocks == 1) {
      multiply(m, x, y, blocks);
      return;
    }
    int row = 0;
    for (; row + 4 <= m.rows; row += 4) {
      for (int block = 0; block < blocks; block += 2) {
        // An odd block is computed with its neighbour again: alone it takes longer than two.
        fourRowsOfTwoBlocks(m, row, x, y, Math.min(block, blocks - 2));
      }
    }
    for (; row < m.rows; row++) {
      for (int block = 0; block < blocks; block++) {
        oneRow(m, row, x, y, block);
      }
    }
  }

  private static void fourRowsOfTwoBlocks(Matrix m, int row, float[] x, float[] y, int block) {
    fourRowsOfTwoBlocks(
        m.values,
        m.offset + row * m.rowStep,
        m.rowStep,
        m.columnStep,
        m.columns,
        x,
        block * m.columns * LANES,
        y,
        (block * m.rows + row) * LANES,
        m.rows * LANES);
  }

  private static void fourRowsOfTwoBlocks(
      float[] m,
      int at,
      int rowStep,
      int columnStep,
      int columns,
      float[] x,
      int from,
      float[] y,
      int to,
      int toNext) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int fromNext = from + columns * LANES;
    for (int column = 0; column < columns; column++) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, from + column * LANES);
      FloatVector b = FloatVector.fromArray(SPECIES, x, fromNext + column * LANES);
      int k = at + column * columnStep;
      FloatVector weight = FloatVector.broadcast(SPECIES, m[k]);
      a0 = a.fma(weight, a0);
      b0 = b.fma(weight, b0);
      weight = FloatVector.broadcast(SPECIES, m[k + rowStep]);
      a1 = a.fma(weight, a1);
      b1 = b.fma(weight, b1);
      weight = FloatVector.broadcast(SPECIES, m[k + 2 * rowStep]);
      a2 = a.fma(weight, a2);
      b2 = b.fma(weight, b2);
      weight = FloatVector.broadcast(SPECIES, m[k + 3 * rowStep]);
      a3 = a.fma(weight, a3);
      b3 = b.fma(weight, b3);
    }
    a0.intoArray(y, to);
    a1.intoArray(y, to + LANES);
    a2.intoArray(y, to + 2 * LANES);
    a3.intoArray(y, to + 3 * LANES);
    b0.intoArray(y, to + toNext);
    b1.intoArray(y, to + toNext + LANES);
    b2.intoArray(y, to + toNext + 2 * LANES);
    b3.intoArray(y, to + toNext + 3 * LANES);
  }

  private static void oneRow(Matrix m, int row, float[] x, float[] y, int block) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int at = m.offset + row * m.rowStep;
    for (int column = 0; column < m.columns; column++) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, (block * m.columns + column) * LANES);
      sum = value.fma(FloatVector.broadcast(SPECIES, m.values[at + column * m.columnStep]), sum);
    }
    sum.intoArray(y, (block * m.rows + row) * LANES);
  }

  /**
   * Adds the gradient of M in y = M x, which is the sum of dy x' over all blocks and lanes, to a
   * row-major (rows, columns) matrix at {@code offset} of {@code gradient}.
   */
  static void addOuter(
      float[] dy, int rows, float[] x, int columns, int blocks, float[] gradient, int offset) {
    float[] sums = new float[16 * LANES];
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int column = 0;
      for (; column + 4 <= columns; column += 4) {
        fourByFour(dy, rows, row, x, columns, column, blocks, sums);
        addSums(sums, gradient, offset + row * columns + column, columns);
      }
      for (; column < columns; column++) {
        for (int i = row; i < row + 4; i++) {
          oneByOne(dy, rows, i, x, columns, column, blocks, sums);
          gradient[offset + i * columns + column] += sum(sums, 0);
        }
      }
    }
    for (; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        oneByOne(dy, rows, row, x, columns, column, blocks, sums);
        gradient[offset + row * columns + column] += sum(sums, 0);
      }
    }
  }

  private static void fourByFour(
      float[] dy, int rows, int row, float[] x, int columns, int column, int blocks, float[] sums) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    for (int block = 0; block < blocks; block++) {
      int i = (block * columns + column) * LANES;
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + 3 * LANES);
      int o = (block * rows + row) * LANES;
      FloatVector d = FloatVector.fromArray(SPECIES, dy, o);
      s00 = d.fma(x0, s00);
      s01 = d.fma(x1, s01);
      s02 = d.fma(x2, s02);
      s03 = d.fma(x3, s03);
      d = FloatVector.fromArray(SPECIES, dy, o + LANES);
      s10 = d.fma(x0, s10);
      s11 = d.fma(x1, s11);
      s12 = d.fma(x2, s12);
      s13 = d.fma(x3, s13);
      d = FloatVector.fromArray(SPECIES, dy, o + 2 * LANES);
      s20 = d.fma(x0, s20);
      s21 = d.fma(x1, s21);
      s22 = d.fma(x2, s22);
      s23 = d.fma(x3, s23);
      d = FloatVector.fromArray(SPECIES, dy, o + 3 * LANES);
      s30 = d.fma(x0, s30);
      s31 = d.fma(x1, s31);
      s32 = d.fma(x2, s32);
      s33 = d.fma(x3, s33);
    }
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LANES);
    s02.intoArray(sums, 2 * LANES);
    s03.intoArray(sums, 3 * LANES);
    s10.intoArray(sums, 4 * LANES);
    s11.intoArray(sums, 5 * LANES);
    s12.intoArray(sums, 6 * LANES);
    s13.intoArray(sums, 7 * LANES);
    s20.intoArray(sums, 8 * LANES);
    s21.intoArray(sums, 9 * LANES);
    s22.intoArray(sums, 10 * LANES);
    s23.intoArray(sums, 11 * LANES);
    s30.intoArray(sums, 12 * LANES);
    s31.intoArray(sums, 13 * LANES);
    s32.intoArray(sums, 14 * LANES);
    s33.intoArray(sums, 15 * LANES);
  }

  /**
   * Adds sixteen sums across registers. The method stands apart and loops, as that is compiled in a
   * fraction of the time.
   */
  private static void addSums(float[] sums, float[] gradient, int at, int columns) {
    for (int i = 0; i < 16; i++) {
      gradient[at + i / 4 * columns + i % 4] += sum(sums, i * LANES);
    }
  }

  /**
   * The sum of one register's floats, in their order. {@code reduceLanes} leaves the order open: on
   * JDK 25 compiled code takes another order than interpreted code.
   */
  private static float sum(float[] lanes, int from) {
    float sum = 0;
    for (int i = from; i < from + LANES; i++) {
      sum += lanes[i];
    }
    return sum;
  }

  private static void oneByOne(
      float[] dy, int rows, int row, float[] x, int columns, int column, int blocks, float[] sums) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int block = 0; block < blocks; block++) {
      FloatVector d = FloatVector.fromArray(SPECIES, dy, (block * rows + row) * LANES);
      sum = d.fma(FloatVector.fromArray(SPECIES, x, (block * columns + column) * LANES), sum);
    }
    sum.intoArray(sums, 0);
  }

  /**
   * Computes the root-mean-square normalization of the features; x and y are (blocks, features,
   * lanes), {@code scales} receives (blocks, lanes) factors.
   */
  static void normalize(float[] x, float[] y, float[] scales, int features, int blocks) {
    for (int block = 0; block < blocks; block++) {
      normalizeBlock(x, y, block * features * LANES, scales, block * LANES, features);
    }
  }

  private static void normalizeBlock(
      float[] x, float[] y, int from, float[] scales, int scaleAt, int features) {
    FloatVector squares = FloatVector.zero(SPECIES);
    int end = from + features * LANES;
    for (int i = from; i < end; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, i);
      squares = value.fma(value, squares);
    }
    FloatVector root = squares.mul(1f / features).add(EPSILON).lanewise(VectorOperators.SQRT);
    FloatVector scale = FloatVector.broadcast(SPECIES, 1f).div(root);
    scale.intoArray(scales, scaleAt);
    for (int i = from; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).mul(scale).intoArray(y, i);
    }
  }

  /**
   * Adds the gradient by x of {@link #normalize}, computed from the gradient by y, to {@code dx}.
   */
  static void addNormalizeGradient(
      float[] x, float[] dy, float[] scales, float[] dx, int features, int blocks) {
    for (int block = 0; block < blocks; block++) {
      addNormalizeGradientOfBlock(
          x, dy, dx, block * features * LANES, scales, block * LANES, features);
    }
  }

  private static void addNormalizeGradientOfBlock(
      float[] x, float[] dy, float[] dx, int from, float[] scales, int scaleAt, int features) {
    FloatVector dot = FloatVector.zero(SPECIES);
    int end = from + features * LANES;
    for (int i = from; i < end; i += LANES) {
      dot = FloatVector.fromArray(SPECIES, x, i).fma(FloatVector.fromArray(SPECIES, dy, i), dot);
    }
    FloatVector scale = FloatVector.fromArray(SPECIES, scales, scaleAt);
    FloatVector common = dot.mul(scale).mul(scale).mul(scale).mul(-1f / features);
    for (int i = from; i < end; i += LANES) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, dx, i);
      gradient = FloatVector.fromArray(SPECIES, dy, i).fma(scale, gradient);
      FloatVector.fromArray(SPECIES, x, i).fma(common, gradient).intoArray(dx, i);
    }
  }

  /** Computes x = max(x, 0) over the first {@code length} values, whole registers. */
  static void relu(float[] x, int length) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).max(zero).intoArray(x, i);
    }
  }

  /** Clears the gradient by y of {@link #relu} where y is 0. */
  static void reluGradient(float[] y, float[] dy, int length) {
    for (int i = 0; i < length; i += LANES) {
      // Not a mask, which JDK 17 keeps in memory: the sign of -bits(y) is set where y > 0.
      IntVector kept =
          FloatVector.fromArray(SPECIES, y, i)
              .reinterpretAsInts()
              .neg()
              .lanewise(VectorOperators.ASHR, 31);
      FloatVector.fromArray(SPECIES, dy, i)
          .reinterpretAsInts()
          .and(kept)
          .reinterpretAsFloats()
          .intoArray(dy, i);
    }
  }

  /** Computes y = a + b. */
  static void add(float[] a, float[] b, float[] y, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, a, i)
          .add(FloatVector.fromArray(SPECIES, b, i))
          .intoArray(y, i);
    }
  }

  /** Computes x = x * factor. */
  static void scale(float[] x, float factor, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).mul(factor).intoArray(x, i);
    }
  }

  /** Computes the softmax, in place, of {@code count} registers of x that begin at {@code from}. */
  static void softmax(float[] x, int from, int count) {
    int end = from + count * LANES;
    FloatVector largest = FloatVector.fromArray(SPECIES, x, from);
    for (int i = from + LANES; i < end; i += LANES) {
      largest = largest.max(FloatVector.fromArray(SPECIES, x, i));
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = from; i < end; i += LANES) {
      FloatVector power = exp(FloatVector.fromArray(SPECIES, x, i).sub(largest));
      power.intoArray(x, i);
      sum = sum.add(power);
    }
    FloatVector inverse = FloatVector.broadcast(SPECIES, 1f).div(sum);
    for (int i = from; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).mul(inverse).intoArray(x, i);
    }
  }

  /**
   * Computes e^x within 2e-7 for x in -87..0, where a smaller x is taken for -87: 2^n times a
   * polynomial in the rest, with n rounded by adding 1.5 * 2^23, which leaves n in the low bits.
   */
  private static FloatVector exp(FloatVector x) {
    FloatVector magic = FloatVector.broadcast(SPECIES, 0x1.8p23f);
    FloatVector limited = x.max(-87f);
    FloatVector shifted = limited.fma(FloatVector.broadcast(SPECIES, 1.442695f), magic);
    FloatVector n = shifted.sub(magic);
    FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -0.6933594f), limited);
    r = n.fma(FloatVector.broadcast(SPECIES, 2.1219444e-4f), r);
    FloatVector p = r.fma(FloatVector.broadcast(SPECIES, 1.9875691e-4f), broadcast(0.0013981999f));
    p = p.fma(r, broadcast(0.008333452f));
    p = p.fma(r, broadcast(0.041665796f));
    p = p.fma(r, broadcast(0.16666666f));
    p = p.fma(r, broadcast(0.5f));
    p = p.fma(r.mul(r), r.add(1f));
    return p.reinterpretAsInts()
        .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
