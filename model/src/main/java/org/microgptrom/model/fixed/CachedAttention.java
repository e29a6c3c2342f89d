package org.microgptrom.model.fixed;

import java.util.Arrays;
import org.microgptrom.model.ModelConfig;

/** Attention with sums in 64 bits, over a cache that may hold several sequences. */
final class CachedAttention implements SoloAttention {
  private final int embd;
  private final int headDim;
  private final int shift; // from a product of query and key to a score
  private final int[] exp2;
  private final int[] recip;
  private final int[][] keys; // (rows)(embd), format fk
  private final int[][] values; // (rows)(embd), format fv
  private final long[] scores; // first products, (context)
  private final int[] weights; // of softmax, (context)

  /** With a cache of so many rows, each of which holds key and value of one token. */
  CachedAttention(QuantizedModel model, int layer, int rows) {
    ModelConfig config = model.config();
    this.embd = config.embd();
    this.headDim = config.headDim();
    this.shift = model.formats().layers().get(layer).scoreShift();
    this.exp2 = model.tables().exp2();
    this.recip = model.tables().recip();
    this.keys = new int[rows][];
    this.values = new int[rows][];
    this.scores = new long[config.context()];
    this.weights = new int[config.context()];
  }

  @Override
  public void put(int row, int[] key, int[] value) {
    keys[row] = key;
    values[row] = value;
  }

  @Override
  public int attend(int[] q, int row, int count, int[] a) {
    int clamps = 0;
    for (int head = 0; head < embd; head += headDim) {
      multiply(q, head, row, count);
      long sum = weigh(count);
      int e = FixedMath.leadingOne(sum);
      int r = FixedMath.interpolate(recip, sum, e);
      clamps += average(head, row, count, e, r, a);
    }
    return clamps;
  }

  /** Computes the products of a query's and all keys' elements of a head. */
  private void multiply(int[] q, int head, int row, int count) {
    Arrays.fill(scores, 0, count, 0);
    int j = head;
    for (; j + 4 <= head + headDim; j += 4) {
      addFour(q, j, row, count);
    }
    for (; j < head + headDim; j++) {
      for (int t = 0; t < count; t++) {
        scores[t] += (long) q[j] * keys[row + t][j];
      }
    }
  }

  private void addFour(int[] q, int j, int row, int count) {
    long q0 = q[j];
    long q1 = q[j + 1];
    long q2 = q[j + 2];
    long q3 = q[j + 3];
    for (int t = 0; t < count; t++) {
      int[] k = keys[row + t];
      scores[t] += q0 * k[j] + q1 * k[j + 1] + q2 * k[j + 2] + q3 * k[j + 3];
    }
  }

  /** Computes the softmax weights; returns their sum, at least 2^15. */
  private long weigh(int count) {
    long most = Long.MIN_VALUE;
    for (int t = 0; t < count; t++) {
      most = Math.max(most, scores[t]);
    }
    long max = FixedMath.roundShift(most, shift); // the largest product makes the largest score
    long sum = 0;
    for (int t = 0; t < count; t++) {
      weights[t] = FixedMath.exp2(exp2, max - FixedMath.roundShift(scores[t], shift));
      sum += weights[t];
    }
    return sum;
  }

  private int average(int head, int row, int count, int e, int r, int[] a) {
    int clamps = 0;
    int j = head;
    for (; j + 4 <= head + headDim; j += 4) {
      long sum0 = 0;
      long sum1 = 0;
      long sum2 = 0;
      long sum3 = 0;
      for (int t = 0; t < count; t++) {
        long w = weights[t];
        int[] v = values[row + t];
        sum0 += w * v[j];
        sum1 += w * v[j + 1];
        sum2 += w * v[j + 2];
        sum3 += w * v[j + 3];
      }
      clamps += set(a, j, sum0, e, r);
      clamps += set(a, j + 1, sum1, e, r);
      clamps += set(a, j + 2, sum2, e, r);
      clamps += set(a, j + 3, sum3, e, r);
    }
    for (; j < head + headDim; j++) {
      long sum = 0;
      for (int t = 0; t < count; t++) {
        sum += (long) weights[t] * values[row + t][j];
      }
      clamps += set(a, j, sum, e, r);
    }
    return clamps;
  }

  private static int set(int[] a, int j, long weighted, int e, int r) {
    int average = FixedMath.rescale(FixedMath.roundShift(weighted, e) * r, 15);
    a[j] = FixedMath.sat16(average);
    return a[j] == average ? 0 : 1;
  }
}
