package org.microgptrom.train.vector.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.ModelConfig;

/**
 * Keeps what the gradients of a chunk's matrices are summed from. The sum is taken once over all
 * chunks, row by row of a matrix: then every thread has rows of its own, and no chunk needs an
 * array as large as the model.
 */
final class KeptGradients implements MatrixGradients {
  /** The weights of a task: enough to outweigh its start, few enough to share among threads. */
  private static final int TASK = 1 << 16;

  private final List<Kept> all = new ArrayList<>(); // in the order of the calls
  private int used;

  /** One matrix; the arrays grow with the chunks that come. */
  private static final class Kept {
    final int offset;
    final int rows;
    final int columns;
    int blocks;
    float[] dy = {}; // (blocks, rows, lanes)
    float[] panels = {};

    Kept(int offset, int rows, int columns) {
      this.offset = offset;
      this.rows = rows;
      this.columns = columns;
    }

    int rowsOfTask() {
      return Math.max(4, TASK / columns / 4 * 4);
    }
  }

  /** Rows of a matrix, for which one thread sums the gradient. */
  record Task(int matrix, int fromRow, int toRow) {}

  /** The number of floats that a full chunk of so many sequences keeps, short of some percent. */
  static long length(ModelConfig config, int sequences) {
    long perLayer = 8L * config.embd() + 2L * config.hidden();
    return perLayer * config.layers() * config.context() * sequences;
  }

  /** Forgets the chunk before. */
  void clear() {
    used = 0;
  }

  @Override
  public void add(float[] dy, int rows, float[] x, int columns, int blocks, int offset) {
    if (used == all.size()) {
      all.add(new Kept(offset, rows, columns));
    }
    Kept kept = all.get(used++);
    int length = blocks * rows * Kernels.LANES;
    if (kept.dy.length < length) {
      kept.dy = new float[length];
      kept.panels = new float[Products.panelsLength(columns, blocks)];
    }
    kept.blocks = blocks;
    System.arraycopy(dy, 0, kept.dy, 0, length);
    Products.panels(x, columns, blocks, kept.panels);
  }

  /** The parts of all matrices; each can be given to another thread. */
  List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      Kept kept = all.get(i);
      for (int row = 0; row < kept.rows; row += kept.rowsOfTask()) {
        tasks.add(new Task(i, row, Math.min(row + kept.rowsOfTask(), kept.rows)));
      }
    }
    return tasks;
  }

  /**
   * Sums a part of the gradient over chunks, in their order.
   *
   * @param again whether the sum is added to what {@code gradient} has, rather than to zeros
   */
  static void sum(List<KeptGradients> chunks, Task task, float[] gradient, boolean again) {
    Kept of = chunks.get(0).all.get(task.matrix);
    int columns = of.columns;
    if (!again) {
      Arrays.fill(
          gradient, of.offset + task.fromRow * columns, of.offset + task.toRow * columns, 0);
    }
    float[] sums = new float[4 * Products.PANEL];
    for (int panel = 0; panel * Products.PANEL < columns; panel++) {
      int column = panel * Products.PANEL;
      int width = Math.min(Products.PANEL, columns - column);
      for (KeptGradients chunk : chunks) {
        Kept kept = chunk.all.get(task.matrix);
        for (int row = task.fromRow; row < task.toRow; row += 4) {
          Products.outer(kept.dy, of.rows, row, kept.panels, panel, kept.blocks, sums);
          for (int i = 0; i < Math.min(4, task.toRow - row); i++) {
            add(
                sums,
                i * Products.PANEL,
                gradient,
                of.offset + (row + i) * columns + column,
                width);
          }
        }
      }
    }
  }

  private static void add(float[] sums, int from, float[] gradient, int to, int count) {
    for (int i = 0; i < count; i++) {
      gradient[to + i] += sums[from + i];
    }
  }
}
