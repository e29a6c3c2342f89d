package org.microgptrom.train.vector.kernel;

import static org.microgptrom.train.vector.kernel.Kernels.LANES;
import static org.microgptrom.train.vector.kernel.Kernels.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.microgptrom.train.vector.kernel.Kernels.Matrix;

/**
 * Products with matrices that outgrow a core's cache. The tiles are such that a core reads a weight
 * once for four blocks, and what else it reads from its nearest cache.
 */
final class Products {
  /** The columns of a tile, for which four blocks of x take 16 KiB. */
  private static final int DEPTH = Integer.getInteger("DEPTH", 64);

  /** The width of a panel, the columns that {@link #outer} computes together. */
  static final int PANEL = 4 * LANES;

  private Products() {}

  /** Computes what {@link Kernels#multiply} does, to the last bit. */
  static void multiply(Matrix m, float[] x, float[] y, int blocks) {
    Arrays.fill(y, 0, blocks * m.rows() * LANES, 0);
    for (int from = 0; from < m.columns(); from += DEPTH) {
      int depth = Math.min(DEPTH, m.columns() - from);
      for (int block = 0; block < blocks; block += 4) {
        for (int row = 0; row < m.rows(); row += 4) {
          if (block + 2 < blocks) {
            addFourByFour(m, row, from, depth, x, y, block, blocks);
          } else {
            addFourByTwo(m, row, from, depth, x, y, block, blocks);
          }
        }
      }
    }
  }

  /**
   * Adds {@code depth} products to each of four rows of four blocks. Beyond the last row or block
   * that one is computed again, with the same result.
   */
  private static void addFourByFour(
      Matrix of, int row, int from, int depth, float[] x, float[] y, int block, int blocks) {
    float[] m = of.values();
    int step = of.columnStep();
    int lastRow = of.rows() - 1;
    int lastBlock = blocks - 1;
    int r1 = Math.min(row + 1, lastRow);
    int r2 = Math.min(row + 2, lastRow);
    int r3 = Math.min(row + 3, lastRow);
    int m0 = of.offset() + from * step + row * of.rowStep();
    int m1 = m0 + (r1 - row) * of.rowStep();
    int m2 = m0 + (r2 - row) * of.rowStep();
    int m3 = m0 + (r3 - row) * of.rowStep();
    int width = of.columns() * LANES;
    int xa = block * width + from * LANES;
    int xb = Math.min(block + 1, lastBlock) * width + from * LANES;
    int xc = Math.min(block + 2, lastBlock) * width + from * LANES;
    int xd = Math.min(block + 3, lastBlock) * width + from * LANES;
    int height = of.rows() * LANES;
    int ya = block * height;
    int yb = Math.min(block + 1, lastBlock) * height;
    int yc = Math.min(block + 2, lastBlock) * height;
    int yd = Math.min(block + 3, lastBlock) * height;
    int y0 = row * LANES;
    int y1 = r1 * LANES;
    int y2 = r2 * LANES;
    int y3 = r3 * LANES;
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, ya + y0);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, ya + y1);
    FloatVector a2 = FloatVector.fromArray(SPECIES, y, ya + y2);
    FloatVector a3 = FloatVector.fromArray(SPECIES, y, ya + y3);
    FloatVector b0 = FloatVector.fromArray(SPECIES, y, yb + y0);
    FloatVector b1 = FloatVector.fromArray(SPECIES, y, yb + y1);
    FloatVector b2 = FloatVector.fromArray(SPECIES, y, yb + y2);
    FloatVector b3 = FloatVector.fromArray(SPECIES, y, yb + y3);
    FloatVector c0 = FloatVector.fromArray(SPECIES, y, yc + y0);
    FloatVector c1 = FloatVector.fromArray(SPECIES, y, yc + y1);
    FloatVector c2 = FloatVector.fromArray(SPECIES, y, yc + y2);
    FloatVector c3 = FloatVector.fromArray(SPECIES, y, yc + y3);
    FloatVector d0 = FloatVector.fromArray(SPECIES, y, yd + y0);
    FloatVector d1 = FloatVector.fromArray(SPECIES, y, yd + y1);
    FloatVector d2 = FloatVector.fromArray(SPECIES, y, yd + y2);
    FloatVector d3 = FloatVector.fromArray(SPECIES, y, yd + y3);
    for (int i = 0; i < depth; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
      FloatVector b = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
      FloatVector c = FloatVector.fromArray(SPECIES, x, xc + i * LANES);
      FloatVector d = FloatVector.fromArray(SPECIES, x, xd + i * LANES);
      FloatVector weight = FloatVector.broadcast(SPECIES, m[m0 + i * step]);
      a0 = a.fma(weight, a0);
      b0 = b.fma(weight, b0);
      c0 = c.fma(weight, c0);
      d0 = d.fma(weight, d0);
      weight = FloatVector.broadcast(SPECIES, m[m1 + i * step]);
      a1 = a.fma(weight, a1);
      b1 = b.fma(weight, b1);
      c1 = c.fma(weight, c1);
      d1 = d.fma(weight, d1);
      weight = FloatVector.broadcast(SPECIES, m[m2 + i * step]);
      a2 = a.fma(weight, a2);
      b2 = b.fma(weight, b2);
      c2 = c.fma(weight, c2);
      d2 = d.fma(weight, d2);
      weight = FloatVector.broadcast(SPECIES, m[m3 + i * step]);
      a3 = a.fma(weight, a3);
      b3 = b.fma(weight, b3);
      c3 = c.fma(weight, c3);
      d3 = d.fma(weight, d3);
    }
    a0.intoArray(y, ya + y0);
    a1.intoArray(y, ya + y1);
    a2.intoArray(y, ya + y2);
    a3.intoArray(y, ya + y3);
    b0.intoArray(y, yb + y0);
    b1.intoArray(y, yb + y1);
    b2.intoArray(y, yb + y2);
    b3.intoArray(y, yb + y3);
    c0.intoArray(y, yc + y0);
    c1.intoArray(y, yc + y1);
    c2.intoArray(y, yc + y2);
    c3.intoArray(y, yc + y3);
    d0.intoArray(y, yd + y0);
    d1.intoArray(y, yd + y1);
    d2.intoArray(y, yd + y2);
    d3.intoArray(y, yd + y3);
  }

  private static void addFourByTwo(
      Matrix of, int row, int from, int depth, float[] x, float[] y, int block, int blocks) {
    float[] m = of.values();
    int step = of.columnStep();
    int lastRow = of.rows() - 1;
    int r1 = Math.min(row + 1, lastRow);
    int r2 = Math.min(row + 2, lastRow);
    int r3 = Math.min(row + 3, lastRow);
    int m0 = of.offset() + from * step + row * of.rowStep();
    int m1 = m0 + (r1 - row) * of.rowStep();
    int m2 = m0 + (r2 - row) * of.rowStep();
    int m3 = m0 + (r3 - row) * of.rowStep();
    int next = Math.min(block + 1, blocks - 1);
    int xa = (block * of.columns() + from) * LANES;
    int xb = (next * of.columns() + from) * LANES;
    int ya = block * of.rows() * LANES;
    int yb = next * of.rows() * LANES;
    int y0 = row * LANES;
    int y1 = r1 * LANES;
    int y2 = r2 * LANES;
    int y3 = r3 * LANES;
    FloatVector a0 = FloatVector.fromArray(SPECIES, y, ya + y0);
    FloatVector a1 = FloatVector.fromArray(SPECIES, y, ya + y1);
    FloatVector a2 = FloatVector.fromArray(SPECIES, y, ya + y2);
    FloatVector a3 = FloatVector.fromArray(SPECIES, y, ya + y3);
    FloatVector b0 = FloatVector.fromArray(SPECIES, y, yb + y0);
    FloatVector b1 = FloatVector.fromArray(SPECIES, y, yb + y1);
    FloatVector b2 = FloatVector.fromArray(SPECIES, y, yb + y2);
    FloatVector b3 = FloatVector.fromArray(SPECIES, y, yb + y3);
    for (int i = 0; i < depth; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, xa + i * LANES);
      FloatVector b = FloatVector.fromArray(SPECIES, x, xb + i * LANES);
      FloatVector weight = FloatVector.broadcast(SPECIES, m[m0 + i * step]);
      a0 = a.fma(weight, a0);
      b0 = b.fma(weight, b0);
      weight = FloatVector.broadcast(SPECIES, m[m1 + i * step]);
      a1 = a.fma(weight, a1);
      b1 = b.fma(weight, b1);
      weight = FloatVector.broadcast(SPECIES, m[m2 + i * step]);
      a2 = a.fma(weight, a2);
      b2 = b.fma(weight, b2);
      weight = FloatVector.broadcast(SPECIES, m[m3 + i * step]);
      a3 = a.fma(weight, a3);
      b3 = b.fma(weight, b3);
    }
    a0.intoArray(y, ya + y0);
    a1.intoArray(y, ya + y1);
    a2.intoArray(y, ya + y2);
    a3.intoArray(y, ya + y3);
    b0.intoArray(y, yb + y0);
    b1.intoArray(y, yb + y1);
    b2.intoArray(y, yb + y2);
    b3.intoArray(y, yb + y3);
  }

  /** The length of {@link #panels} for this shape, in floats. */
  static int panelsLength(int columns, int blocks) {
    return (columns + PANEL - 1) / PANEL * PANEL * blocks * LANES;
  }

  /**
   * Turns (blocks, columns, lanes) into (panels, tokens, {@link #PANEL} columns). The last panel is
   * filled only as far as there are columns.
   */
  static void panels(float[] x, int columns, int blocks, float[] panels) {
    for (int block = 0; block < blocks; block++) {
      for (int column = 0; column < columns; column++) {
        int panel = column / PANEL;
        int to = (panel * blocks + block) * LANES * PANEL + column % PANEL;
        spread(x, (block * columns + column) * LANES, panels, to);
      }
    }
  }

  private static void spread(float[] x, int from, float[] panels, int to) {
    for (int lane = 0; lane < LANES; lane++) {
      panels[to + lane * PANEL] = x[from + lane];
    }
  }

  /**
   * Computes the sum over all tokens of dy x' for four rows and the columns of a panel; beyond the
   * last row that one comes again.
   *
   * @param dy (blocks, rows, lanes)
   * @param panels as {@link #panels} leaves them
   * @param sums receives (4, {@link #PANEL})
   */
  static void outer(
      float[] dy, int rows, int row, float[] panels, int panel, int blocks, float[] sums) {
    int tokens = blocks * LANES;
    int at = panel * tokens * PANEL;
    int r0 = row * LANES;
    int r1 = Math.min(row + 1, rows - 1) * LANES;
    int r2 = Math.min(row + 2, rows - 1) * LANES;
    int r3 = Math.min(row + 3, rows - 1) * LANES;
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector c2 = a0;
    FloatVector c3 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector d2 = a0;
    FloatVector d3 = a0;
    for (int token = 0; token < tokens; token++) {
      int from = at + token * PANEL;
      FloatVector a = FloatVector.fromArray(SPECIES, panels, from);
      FloatVector b = FloatVector.fromArray(SPECIES, panels, from + LANES);
      FloatVector c = FloatVector.fromArray(SPECIES, panels, from + 2 * LANES);
      FloatVector d = FloatVector.fromArray(SPECIES, panels, from + 3 * LANES);
      int lane = token & (LANES - 1);
      int slopes = (token - lane) * rows + lane;
      FloatVector slope = FloatVector.broadcast(SPECIES, dy[slopes + r0]);
      a0 = a.fma(slope, a0);
      b0 = b.fma(slope, b0);
      c0 = c.fma(slope, c0);
      d0 = d.fma(slope, d0);
      slope = FloatVector.broadcast(SPECIES, dy[slopes + r1]);
      a1 = a.fma(slope, a1);
      b1 = b.fma(slope, b1);
      c1 = c.fma(slope, c1);
      d1 = d.fma(slope, d1);
      slope = FloatVector.broadcast(SPECIES, dy[slopes + r2]);
      a2 = a.fma(slope, a2);
      b2 = b.fma(slope, b2);
      c2 = c.fma(slope, c2);
      d2 = d.fma(slope, d2);
      slope = FloatVector.broadcast(SPECIES, dy[slopes + r3]);
      a3 = a.fma(slope, a3);
      b3 = b.fma(slope, b3);
      c3 = c.fma(slope, c3);
      d3 = d.fma(slope, d3);
    }
    a0.intoArray(sums, 0);
    b0.intoArray(sums, LANES);
    c0.intoArray(sums, 2 * LANES);
    d0.intoArray(sums, 3 * LANES);
    a1.intoArray(sums, 4 * LANES);
    b1.intoArray(sums, 5 * LANES);
    c1.intoArray(sums, 6 * LANES);
    d1.intoArray(sums, 7 * LANES);
    a2.intoArray(sums, 8 * LANES);
    b2.intoArray(sums, 9 * LANES);
    c2.intoArray(sums, 10 * LANES);
    d2.intoArray(sums, 11 * LANES);
    a3.intoArray(sums, 12 * LANES);
    b3.intoArray(sums, 13 * LANES);
    c3.intoArray(sums, 14 * LANES);
    d3.intoArray(sums, 15 * LANES);
  }
}
