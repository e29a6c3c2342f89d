package org.microgptrom.model.fixed;

import java.util.Arrays;

/**
 * The loops over lanes, one value of {@code int[]} per lane, in the forms that the Java machine's
 * compiler turns into vector instructions: counted from 0, free of branches and calls, no offset
 * that varies, no more than four products at once.
 */
final class Lanes {
  private Lanes() {}

  /**
   * Computes sums = W[row] * x, modulo 2^32.
   *
   * @param w (rows, columns)
   * @param x (columns, lanes)
   */
  static void multiply(short[] w, int row, int[][] x, int columns, int[] sums, int lanes) {
    int offset = row * columns;
    int c = 0;
    if (columns < 4) {
      Arrays.fill(sums, 0, lanes, 0);
    } else {
      setFour(w, offset, x, sums, lanes);
      c = 4;
    }
    for (; c + 4 <= columns; c += 4) {
      addFour(w, offset + c, x, c, sums, lanes);
    }
    for (; c < columns; c++) {
      addOne(w[offset + c], x[c], sums, lanes);
    }
  }

  private static void setFour(short[] w, int offset, int[][] x, int[] sums, int lanes) {
    int w0 = w[offset];
    int w1 = w[offset + 1];
    int w2 = w[offset + 2];
    int w3 = w[offset + 3];
    int[] x0 = x[0];
    int[] x1 = x[1];
    int[] x2 = x[2];
    int[] x3 = x[3];
    for (int b = 0; b < lanes; b++) {
      sums[b] = w0 * x0[b] + w1 * x1[b] + w2 * x2[b] + w3 * x3[b];
    }
  }

  private static void addFour(short[] w, int offset, int[][] x, int c, int[] sums, int lanes) {
    int w0 = w[offset];
    int w1 = w[offset + 1];
    int w2 = w[offset + 2];
    int w3 = w[offset + 3];
    int[] x0 = x[c];
    int[] x1 = x[c + 1];
    int[] x2 = x[c + 2];
    int[] x3 = x[c + 3];
    for (int b = 0; b < lanes; b++) {
      sums[b] += w0 * x0[b] + w1 * x1[b] + w2 * x2[b] + w3 * x3[b];
    }
  }

  private static void addOne(int w, int[] x, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += w * x[b];
    }
  }

  /** Computes sums += floor(x^2 / 2^shift). */
  static void addSquares(int[] x, int shift, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += (x[b] * x[b]) >>> shift;
    }
  }

  /** Computes sums += x^2 mod 2^16. */
  static void addSquaresLow(int[] x, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += (x[b] * x[b]) & 0xFFFF;
    }
  }

  /** Computes out = x * y, modulo 2^32. */
  static void product(int[] x, int[] y, int[] out, int lanes) {
    for (int b = 0; b < lanes; b++) {
      out[b] = x[b] * y[b];
    }
  }

  /** Computes x = max(0, x). */
  static void relu(int[] x, int lanes) {
    for (int b = 0; b < lanes; b++) {
      x[b] &= ~(x[b] >> 31);
    }
  }

  /**
   * Computes out = sat16(rs(a, shift)); clamps += 1 where the value was clamped.
   *
   * @param shift 1 or more
   */
  static void rescale(int[] a, int shift, int[] out, int[] clamps, int lanes) {
    int all = Math.min(31, shift - 1);
    for (int b = 0; b < lanes; b++) {
      int value = ((a[b] >> all) + 1) >> 1; // rs, without the sum that could overflow
      int word = word(value);
      out[b] = word;
      clamps[b] += oneIfNotZero(value - word);
    }
  }

  /** Computes x = sat16(x + y) for words; clamps += 1 where the value was clamped. */
  static void add(int[] x, int[] y, int[] clamps, int lanes) {
    for (int b = 0; b < lanes; b++) {
      int value = x[b] + y[b];
      int word = word(value);
      x[b] = word;
      clamps[b] += oneIfNotZero(value - word);
    }
  }

  /**
   * Returns sat16(a), for magnitudes below 2^31 - 2^16. Math.min and max would not become vector
   * instructions.
   */
  private static int word(int a) {
    int above = a - Short.MAX_VALUE;
    int top = a - (above & ~(above >> 31)); // min(a, 32767)
    int below = top - Short.MIN_VALUE;
    return top - (below & (below >> 31)); // max(top, -32768)
  }

  private static int oneIfNotZero(int a) {
    return (a | -a) >>> 31;
  }

  /**
   * Computes sums = the products of rows {@code from} to {@code from + count} of x and y, modulo
   * 2^32.
   */
  static void dot(int[][] x, int[][] y, int from, int count, int[] sums, int lanes) {
    Arrays.fill(sums, 0, lanes, 0);
    int j = from;
    for (; j + 2 <= from + count; j += 2) {
      addTwoProducts(x[j], y[j], x[j + 1], y[j + 1], sums, lanes);
    }
    for (; j < from + count; j++) {
      addProduct(x[j], y[j], sums, lanes);
    }
  }

  private static void addTwoProducts(
      int[] x0, int[] y0, int[] x1, int[] y1, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += x0[b] * y0[b] + x1[b] * y1[b];
    }
  }

  private static void addProduct(int[] x, int[] y, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += x[b] * y[b];
    }
  }

  /**
   * Computes a = rs(a, shift); max = the larger of max and a. Differences of values must fit 32
   * bits.
   *
   * @param shift 1 or more
   */
  static void score(int[] a, int shift, int[] max, int lanes) {
    int all = Math.min(31, shift - 1);
    for (int b = 0; b < lanes; b++) {
      int score = ((a[b] >> all) + 1) >> 1;
      a[b] = score;
      int more = max[b] - score;
      max[b] = score + (more & ~(more >> 31));
    }
  }

  /** Computes a = the softmax weight of max - a; sum += a. */
  static void exp2(int[] table, int[] max, int[] a, int[] sum, int lanes) {
    for (int b = 0; b < lanes; b++) {
      int distance = max[b] - a[b];
      int weight = table[distance & 255] >> Math.min(16, distance >> 8); // entries have 16 bits
      a[b] = weight;
      sum[b] += weight;
    }
  }

  /** Computes sums += w0 * floor(v0 / 2^8) + w1 * floor(v1 / 2^8). */
  static void addHigh(int[] w0, int[] v0, int[] w1, int[] v1, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += w0[b] * (v0[b] >> 8) + w1[b] * (v1[b] >> 8);
    }
  }

  /** Computes sums += w0 * (v0 mod 2^8) + w1 * (v1 mod 2^8). */
  static void addLow(int[] w0, int[] v0, int[] w1, int[] v1, int[] sums, int lanes) {
    for (int b = 0; b < lanes; b++) {
      sums[b] += w0[b] * (v0[b] & 255) + w1[b] * (v1[b] & 255);
    }
  }

  /**
   * Computes sums = rs(2^8 * high + low, e) * r, where halves holds 2^(e - 1), factors 2^(most -
   * e), and e is at least 9.
   */
  static void average(
      int[] high,
      int[] low,
      int[] halves,
      int[] factors,
      int most,
      int[] r,
      int[] sums,
      int lanes) {
    int shift = most - 8;
    for (int b = 0; b < lanes; b++) {
      sums[b] = (((high[b] + ((low[b] + halves[b]) >> 8)) * factors[b]) >> shift) * r[b];
    }
  }
}
