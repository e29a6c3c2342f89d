package org.microgptrom.model.fixed;

import java.util.List;

/**
 * The forward step with the tokens of whole sequences as lanes, for large shapes: few sequences
 * fill the lanes, and the cache of keys and values holds 16-bit words.
 */
final class PrefillModel extends LaneModel {
  private final short[][] cachedKeys; // (layers)(room * embd), format fk
  private final short[][] cachedValues; // (layers)(room * embd), format fv
  private final int[] rows = new int[LANES]; // of each lane's sequence in the cache
  private final int[][] k; // (embd, lanes)
  private final int[][] v; // (embd, lanes)
  private final long[] scores; // (context)
  private final int[] weights; // of softmax, (context)

  PrefillModel(QuantizedModel model) {
    super(model);
    int embd = config.embd();
    int room = Math.max(LANES, config.context());
    this.cachedKeys = new short[config.layers()][Math.multiplyExact(room, embd)];
    this.cachedValues = new short[config.layers()][room * embd];
    this.k = new int[embd][LANES];
    this.v = new int[embd][LANES];
    this.scores = new long[config.context()];
    this.weights = new int[config.context()];
  }

  /**
   * Runs sequences one after the other in the lanes.
   *
   * @param numbers of sequences whose tokens fit the lanes together, or one of any length
   */
  @Override
  void run(
      int[] numbers,
      List<int[]> sequences,
      List<Saturations> counts,
      FastSimulator.Visitor visitor) {
    int row = 0;
    for (int number : numbers) {
      int[] sequence = sequences.get(number);
      for (int position = 0; position < sequence.length; position++) {
        if (lanes == LANES) {
          flush(visitor);
        }
        rows[lanes] = row;
        add(number, position, sequence[position], counts.get(number));
      }
      row += sequence.length;
    }
    flush(visitor);
  }

  @Override
  int[][] keys(int layer) {
    return k;
  }

  @Override
  int[][] values(int layer) {
    return v;
  }

  @Override
  void attend(int layer, int[][] q, int[][] a) {
    int embd = config.embd();
    for (int b = 0; b < lanes; b++) {
      int row = (rows[b] + positions[b]) * embd;
      for (int i = 0; i < embd; i++) {
        cachedKeys[layer][row + i] = (short) k[i][b];
        cachedValues[layer][row + i] = (short) v[i][b];
      }
    }
    for (int b = 0; b < lanes; b++) {
      for (int i = 0; i < embd; i++) {
        column[i] = q[i][b];
      }
      for (int from = 0; from < embd; from += config.headDim()) {
        attendHead(layer, from, b, a);
      }
    }
  }

  /**
   * Computes attention of one head in one lane; q is {@link #column}, {@code from} the head's first
   * element.
   */
  private void attendHead(int layer, int from, int lane, int[][] a) {
    short[] cachedK = cachedKeys[layer];
    short[] cachedV = cachedValues[layer];
    int shift = model.formats().layers().get(layer).scoreShift();
    int embd = config.embd();
    int first = rows[lane] * embd;
    int headDim = config.headDim();
    int count = positions[lane] + 1;
    long max = Long.MIN_VALUE;
    for (int t = 0; t < count; t++) {
      scores[t] = FixedMath.roundShift(dot(cachedK, first + t * embd + from, from, headDim), shift);
      max = Math.max(max, scores[t]);
    }
    int[] exp2 = model.tables().exp2();
    long sum = 0;
    for (int t = 0; t < count; t++) {
      weights[t] = FixedMath.exp2(exp2, max - scores[t]);
      sum += weights[t];
    }
    int e = FixedMath.leadingOne(sum);
    int r = FixedMath.interpolate(model.tables().recip(), sum, e);
    int j = from;
    for (; j + 4 <= from + headDim; j += 4) {
      long sum0 = 0;
      long sum1 = 0;
      long sum2 = 0;
      long sum3 = 0;
      for (int t = 0; t < count; t++) {
        long w = weights[t];
        int row = first + t * embd + j;
        sum0 += w * cachedV[row];
        sum1 += w * cachedV[row + 1];
        sum2 += w * cachedV[row + 2];
        sum3 += w * cachedV[row + 3];
      }
      a[j][lane] = average(sum0, e, r, lane);
      a[j + 1][lane] = average(sum1, e, r, lane);
      a[j + 2][lane] = average(sum2, e, r, lane);
      a[j + 3][lane] = average(sum3, e, r, lane);
    }
    for (; j < from + headDim; j++) {
      long weighted = 0;
      for (int t = 0; t < count; t++) {
        weighted += (long) weights[t] * cachedV[first + t * embd + j];
      }
      a[j][lane] = average(weighted, e, r, lane);
    }
  }

  /** The product of a query, in {@link #column}, and a key. */
  private long dot(short[] cachedK, int row, int from, int headDim) {
    long sum = 0;
    int j = 0;
    for (; j + 4 <= headDim; j += 4) {
      sum +=
          (long) column[from + j] * cachedK[row + j]
              + (long) column[from + j + 1] * cachedK[row + j + 1]
              + (long) column[from + j + 2] * cachedK[row + j + 2]
              + (long) column[from + j + 3] * cachedK[row + j + 3];
    }
    for (; j < headDim; j++) {
      sum += (long) column[from + j] * cachedK[row + j];
    }
    return sum;
  }

  private int average(long weighted, int e, int r, int lane) {
    return clamp(FixedMath.rescale(FixedMath.roundShift(weighted, e) * r, 15), lane);
  }
}
