package org.microgptrom.model.fixed;

import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.ModelConfig;

/**
 * The forward step with one sequence per lane, all at the same position, for small shapes:
 * attention runs over lanes, too.
 */
final class LockstepModel extends LaneModel {
  /** The longest context whose sums of softmax weights times halves of values fit 32 bits. */
  static final int LONGEST_CONTEXT = 128;

  private final int[][][][] cachedKeys; // (layers)(context)(embd)(lanes)
  private final int[][][][] cachedValues;
  private final int[][][] keySquares; // (layers)(heads)(lanes), shortened, the largest so far
  private final int[][] weights; // first scores, then softmax weights of one head, (context)(lanes)
  private final int[] max;
  private final int[] sum; // Z
  private final int[] halves; // 2^(e - 1)
  private final int[] factors; // 2^(largestExponent - e)
  private final int[] reciprocals; // r
  private final int[] squares;
  private final int[] high;
  private final int[] low;
  private final int[] zeros;
  private int largestExponent; // e, of all lanes
  private final int squareShift; // headDim <= 2^squareShift

  LockstepModel(QuantizedModel model) {
    super(model, rows(model.config()), (site, layer, words, lanes) -> {});
    this.max = rows.take();
    this.sum = rows.take();
    this.halves = rows.take();
    this.factors = rows.take();
    this.reciprocals = rows.take();
    this.squares = rows.take();
    this.high = rows.take();
    this.low = rows.take();
    this.zeros = rows.take();
    this.weights = rows.take(config.context());
    this.keySquares = new int[config.layers()][][];
    this.cachedKeys = new int[config.layers()][config.context()][][];
    this.cachedValues = new int[config.layers()][config.context()][][];
    for (int layer = 0; layer < config.layers(); layer++) {
      keySquares[layer] = rows.take(config.heads());
      for (int t = 0; t < config.context(); t++) {
        cachedKeys[layer][t] = rows.take(config.embd());
        cachedValues[layer][t] = rows.take(config.embd());
      }
    }
    this.squareShift = FixedMath.ceilLog2(config.headDim());
  }

  private static int rows(ModelConfig config) {
    int cached = config.heads() + 2 * config.context() * config.embd();
    return 9 + config.context() + config.layers() * cached;
  }

  /**
   * Runs sequences side by side.
   *
   * @param numbers of at most {@link #LANES} sequences, none longer than one before it
   */
  @Override
  void run(
      int[] numbers,
      List<int[]> sequences,
      List<Saturations> counts,
      FastSimulator.Visitor visitor) {
    int longest = sequences.get(numbers[0]).length;
    for (int position = 0; position < longest; position++) {
      for (int number : numbers) {
        int[] sequence = sequences.get(number);
        if (position < sequence.length) {
          add(number, position, sequence[position], counts.get(number));
        }
      }
      flush(visitor);
    }
  }

  @Override
  int[][] keys(int layer) {
    return cachedKeys[layer][positions[0]];
  }

  @Override
  int[][] values(int layer) {
    return cachedValues[layer][positions[0]];
  }

  @Override
  void attend(int layer, int[][] q, int[][] a) {
    int[] table = model.tables().recip();
    for (int head = 0; head < config.heads(); head++) {
      weigh(layer, q, head);
      largestExponent = 0;
      for (int b = 0; b < lanes; b++) {
        int e = FixedMath.leadingOne(sum[b]);
        reciprocals[b] = FixedMath.interpolate(table, sum[b], e);
        halves[b] = 1 << (e - 1);
        largestExponent = Math.max(largestExponent, e);
      }
      for (int b = 0; b < lanes; b++) {
        factors[b] = 1 << (largestExponent - FixedMath.leadingOne(halves[b]) - 1);
      }
      int from = head * config.headDim();
      for (int j = from; j < from + config.headDim(); j++) {
        average(cachedValues[layer], j, a[j]);
      }
    }
  }

  /** Computes the softmax weights of one head over positions 0..position, and their sum. */
  private void weigh(int layer, int[][] q, int head) {
    int from = head * config.headDim();
    int shift = model.formats().layers().get(layer).scoreShift();
    int count = positions[0] + 1;
    Arrays.fill(max, 0, lanes, -1 << 30);
    Arrays.fill(sum, 0, lanes, 0);
    if (shift >= 1) {
      for (int t = 0; t < count; t++) {
        Lanes.dot(q, cachedKeys[layer][t], from, config.headDim(), weights[t], lanes);
        Lanes.score(weights[t], shift, max, lanes);
      }
      for (int t = 0; t < count; t++) {
        Lanes.exp2(model.tables().exp2(), max, weights[t], sum, lanes);
      }
    }
    prove(layer, q, head);
  }

  /**
   * Computes softmax weights again, in 64 bits, in the lanes whose scores might not fit 32 bits.
   */
  private void prove(int layer, int[][] q, int head) {
    int headDim = config.headDim();
    int from = head * headDim;
    int[] k = keySquares[layer][head];
    squares(cachedKeys[layer][positions[0]], from);
    for (int b = 0; b < lanes; b++) {
      k[b] = positions[0] == 0 ? squares[b] : Math.max(k[b], squares[b]);
    }
    squares(q, from);
    boolean none = model.formats().layers().get(layer).scoreShift() < 1;
    int surely = (1 << (30 - squareShift)) - headDim;
    for (int b = 0; b < lanes; b++) {
      if (none || ((squares[b] > surely || k[b] > surely) && !fits(squares[b], k[b]))) {
        weighWide(layer, q, from, b);
      }
    }
  }

  /**
   * Whether, by Cauchy and Schwarz, no score reaches 2^29 and no difference of two 2^30: the
   * product of the squared lengths must be below 2^60.
   */
  private boolean fits(int shortenedQ, int shortenedK) {
    long q = (long) (shortenedQ + config.headDim()) << squareShift;
    long k = (long) (shortenedK + config.headDim()) << squareShift;
    return Math.multiplyHigh(q, k) == 0 && (q * k) >>> 60 == 0;
  }

  private void squares(int[][] y, int from) {
    Arrays.fill(squares, 0, lanes, 0);
    for (int j = from; j < from + config.headDim(); j++) {
      Lanes.addSquares(y[j], squareShift, squares, lanes);
    }
  }

  private void weighWide(int layer, int[][] q, int from, int lane) {
    int count = positions[0] + 1;
    int shift = model.formats().layers().get(layer).scoreShift();
    long[] scores = new long[count];
    long largest = Long.MIN_VALUE;
    for (int t = 0; t < count; t++) {
      long dot = 0;
      for (int j = from; j < from + config.headDim(); j++) {
        dot += (long) q[j][lane] * cachedKeys[layer][t][j][lane];
      }
      scores[t] = FixedMath.roundShift(dot, shift);
      largest = Math.max(largest, scores[t]);
    }
    sum[lane] = 0;
    for (int t = 0; t < count; t++) {
      weights[t][lane] = FixedMath.exp2(model.tables().exp2(), largest - scores[t]);
      sum[lane] += weights[t][lane];
    }
    countWideSums(count);
  }

  /** Computes one element of the attention output. */
  private void average(int[][][] v, int j, int[] a) {
    Arrays.fill(high, 0, lanes, 0);
    Arrays.fill(low, 0, lanes, 0);
    for (int t = 0; t <= positions[0]; t += 2) {
      boolean alone = t == positions[0];
      int[] w1 = alone ? zeros : weights[t + 1];
      int[] v1 = alone ? zeros : v[t + 1][j];
      Lanes.addHigh(weights[t], v[t][j], w1, v1, high, lanes);
      Lanes.addLow(weights[t], v[t][j], w1, v1, low, lanes);
    }
    // With the softmax weights' sum Z in 2^e..2^(e + 1), the average is below 2^16, and what comes
    // before its shift below 2^(most + 9), which is at most 2^31. r is 2^15 * 2^e / Z and at most
    // 10
    // above it (its table's chords lie above the curve), so the product is at most 2^30 + 2^20.
    Lanes.average(high, low, halves, factors, largestExponent, reciprocals, low, lanes);
    Lanes.rescale(low, 15, a, clamps, lanes);
  }
}
