package org.microgptrom.train.vector.kernel;

import static org.microgptrom.train.vector.kernel.Kernels.LANES;
import static org.microgptrom.train.vector.kernel.Kernels.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Outer products for the gradients of matrices that outgrow a core's cache. Columns of the matrix
 * lie along registers, so that nothing is summed across them.
 */
final class Products {
  /** The width of a panel, the columns that {@link #outer} computes together. */
  static final int PANEL = 4 * LANES;

  private Products() {}

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
