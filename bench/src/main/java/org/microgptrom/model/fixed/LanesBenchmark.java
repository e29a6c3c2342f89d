package org.microgptrom.model.fixed;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the kernels of the fast golden simulator in nanoseconds per call on all lanes. A kernel
 * that the compiler no longer turns into vector instructions takes five to ten times as long.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LanesBenchmark {
  private static final int COLUMNS = 16;

  private final short[] row = new short[COLUMNS];
  private final int[][] x = new int[COLUMNS][LaneModel.LANES];
  private final int[] sums = new int[LaneModel.LANES];
  private final int[] out = new int[LaneModel.LANES];
  private final int[] clamps = new int[LaneModel.LANES];
  private final int[] table = new int[256];

  /** Fills the arrays with words of any size. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    for (int c = 0; c < COLUMNS; c++) {
      row[c] = (short) random.nextInt();
      for (int b = 0; b < LaneModel.LANES; b++) {
        x[c][b] = (short) random.nextInt();
      }
    }
  }

  /** Measures 16 products in each lane. */
  @Benchmark
  public int[] multiply() {
    Lanes.multiply(row, 0, x, COLUMNS, sums, LaneModel.LANES);
    return sums;
  }

  /** Measures one product of two vectors in each lane. */
  @Benchmark
  public int[] product() {
    Lanes.product(x[0], x[1], out, LaneModel.LANES);
    return out;
  }

  /** Measures rounding, clamping and counting. */
  @Benchmark
  public int[] rescale() {
    Lanes.rescale(x[0], 3, out, clamps, LaneModel.LANES);
    return out;
  }

  /** Measures the weighing of two values by softmax weights. */
  @Benchmark
  public int[] weighValues() {
    Lanes.addHigh(x[0], x[1], x[2], x[3], sums, LaneModel.LANES);
    Lanes.addLow(x[0], x[1], x[2], x[3], out, LaneModel.LANES);
    return sums;
  }

  /** Measures the table look-up of softmax weights, which no vector instruction does. */
  @Benchmark
  public int[] exp2() {
    Lanes.exp2(table, clamps, sums, out, LaneModel.LANES);
    return sums;
  }
}
