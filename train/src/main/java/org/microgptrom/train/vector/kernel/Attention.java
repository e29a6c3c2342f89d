package org.microgptrom.train.vector.kernel;

import static org.microgptrom.train.vector.kernel.Kernels.LANES;
import static org.microgptrom.train.vector.kernel.Kernels.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Causal attention of several groups of sequences side by side. Queries, keys and values lie
 * together, (T, groups, 3 D, lanes), results are (T, groups, D, lanes) and attention weights
 * (groups, heads, T, T, lanes), where T is the most positions that there is room for.
 */
final class Attention {
  /** The most attention weights that are kept, 64 MiB; more are computed twice instead. */
  private static final int MOST_KEPT = 1 << 24;

  private final int heads;
  private final int headWidth; // hd, in floats
  private final int mostPositions; // T
  private final int weightsLength;
  private final boolean kept;
  private final int width; // D, in floats
  private final float scale; // 1 / sqrt(hd)
  private final float[] slopes; // (T, lanes), by the attention weights of one query

  Attention(int heads, int headDim, int positions, int groups) {
    long all = (long) groups * heads * positions * positions * LANES;
    this.heads = heads;
    this.headWidth = headDim * LANES;
    this.mostPositions = positions;
    this.kept = all <= MOST_KEPT;
    this.weightsLength = kept ? (int) all : positions * LANES;
    this.width = heads * headDim * LANES;
    this.scale = (float) (1 / Math.sqrt(headDim));
    this.slopes = new float[positions * LANES];
  }

  /**
   * The number of floats that the attention weights of a layer take: all of them, or one query's.
   */
  int weightsLength() {
    return weightsLength;
  }

  void forward(float[] qkv, float[] weights, float[] out, int positions, int groups) {
    int stride = 3 * groups * width; // from a position to the next
    for (int group = 0; group < groups; group++) {
      for (int head = 0; head < heads; head++) {
        int query = 3 * group * width + head * headWidth; // at position 0
        int result = group * width + head * headWidth;
        for (int t = 0; t < positions; t++) {
          int row = row(group, head, t);
          weigh(qkv, query, stride, t, weights, row);
          for (int j = 0; j < headWidth; j += LANES) {
            mix(
                weights,
                row,
                qkv,
                query + 2 * width + j,
                stride,
                t,
                out,
                result + t * groups * width + j);
          }
        }
      }
    }
  }

  /** The index at which the attention weights of one query begin. */
  private int row(int group, int head, int t) {
    return kept ? ((group * heads + head) * mostPositions + t) * mostPositions * LANES : 0;
  }

  /**
   * Computes the attention weights of the query at position t, whose head begins at {@code query}.
   */
  private void weigh(float[] qkv, int query, int stride, int t, float[] weights, int row) {
    for (int s = 0; s <= t; s++) {
      dot(qkv, query + t * stride, qkv, query + width + s * stride, weights, row + s * LANES);
    }
    scale(weights, row, t + 1);
    Kernels.softmax(weights, row, t + 1);
  }

  private void dot(float[] a, int fromA, float[] b, int fromB, float[] y, int to) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int j = 0; j < headWidth; j += LANES) {
      sum =
          FloatVector.fromArray(SPECIES, a, fromA + j)
              .fma(FloatVector.fromArray(SPECIES, b, fromB + j), sum);
    }
    sum.intoArray(y, to);
  }

  private void scale(float[] x, int from, int count) {
    for (int i = from; i < from + count * LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, x, i).mul(scale).intoArray(x, i);
    }
  }

  /** Computes the sum of values of positions 0..t, {@code stride} apart, each times its weight. */
  private static void mix(
      float[] weights, int row, float[] v, int at, int stride, int t, float[] y, int to) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int s = 0; s <= t; s++) {
      sum =
          FloatVector.fromArray(SPECIES, weights, row + s * LANES)
              .fma(FloatVector.fromArray(SPECIES, v, at + s * stride), sum);
    }
    sum.intoArray(y, to);
  }

  /**
   * Computes the gradients by queries, keys and values, which it overwrites, from the gradient by
   * the result.
   */
  void backward(
      float[] qkv, float[] weights, float[] dout, float[] gradients, int positions, int groups) {
    int stride = 3 * groups * width;
    Arrays.fill(gradients, 0, positions * stride, 0);
    for (int group = 0; group < groups; group++) {
      for (int head = 0; head < heads; head++) {
        int query = 3 * group * width + head * headWidth;
        int result = group * width + head * headWidth;
        for (int t = 0; t < positions; t++) {
          int row = row(group, head, t);
          if (!kept) {
            weigh(qkv, query, stride, t, weights, row);
          }
          int here = query + t * stride;
          int from = result + t * groups * width;
          for (int s = 0; s <= t; s++) {
            dot(dout, from, qkv, query + 2 * width + s * stride, slopes, s * LANES);
            addScaled(
                weights, row + s * LANES, dout, from, gradients, query + 2 * width + s * stride);
          }
          softmaxGradient(weights, row, t + 1);
          for (int s = 0; s <= t; s++) {
            addScaled(slopes, s * LANES, qkv, here, gradients, query + width + s * stride);
          }
          for (int j = 0; j < headWidth; j += LANES) {
            mix(slopes, 0, qkv, query + width + j, stride, t, gradients, here + j);
          }
        }
      }
    }
  }

  /** Turns gradients by attention weights into gradients by the products of query and keys. */
  private void softmaxGradient(float[] weights, int row, int count) {
    FloatVector mean = FloatVector.zero(SPECIES);
    for (int s = 0; s < count * LANES; s += LANES) {
      FloatVector weight = FloatVector.fromArray(SPECIES, weights, row + s);
      mean = weight.fma(FloatVector.fromArray(SPECIES, slopes, s), mean);
    }
    for (int s = 0; s < count * LANES; s += LANES) {
      FloatVector weight = FloatVector.fromArray(SPECIES, weights, row + s);
      FloatVector.fromArray(SPECIES, slopes, s)
          .sub(mean)
          .mul(weight)
          .mul(scale)
          .intoArray(slopes, s);
    }
  }

  private void addScaled(float[] factors, int at, float[] x, int from, float[] y, int to) {
    FloatVector factor = FloatVector.fromArray(SPECIES, factors, at);
    for (int j = 0; j < headWidth; j += LANES) {
      FloatVector.fromArray(SPECIES, x, from + j)
          .fma(factor, FloatVector.fromArray(SPECIES, y, to + j))
          .intoArray(y, to + j);
    }
  }
}
