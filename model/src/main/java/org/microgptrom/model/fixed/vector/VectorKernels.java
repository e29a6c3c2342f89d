package org.microgptrom.model.fixed.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Products of matrices and attention in lanes of 32 bits, as wide as the processor's vectors. */
public final class VectorKernels {
  private static final VectorSpecies<Integer> LANE = IntVector.SPECIES_PREFERRED;

  /** The number of lanes. */
  public static final int LANES = LANE.length();

  /** The rows of a wide block of a matrix: as many sums as registers keep at once. */
  public static final int BLOCK = 4 * LANES;

  private VectorKernels() {}

  /** The least multiple of {@link #LANES} that is not below a count. */
  public static int padded(int count) {
    return (count + LANES - 1) / LANES * LANES;
  }

  /**
   * Computes sums = W * y + bias, modulo 2^32.
   *
   * @param w blocks of {@link #BLOCK} rows, then of {@link #LANES}, each column pair by column
   *     pair; an even column's weight, never negative, in the lower half of an element, the next
   *     one's in the upper half
   * @param y the input, of an even length
   * @param sums a multiple of {@link #LANES}, a row each
   */
  public static void multiply(int[] w, int[] y, int bias, int[] sums) {
    int at = 0;
    int row = 0;
    for (; row + BLOCK <= sums.length; row += BLOCK) {
      IntVector s0 = IntVector.broadcast(LANE, bias);
      IntVector s1 = s0;
      IntVector s2 = s0;
      IntVector s3 = s0;
      for (int c = 0; c < y.length; c += 2) {
        IntVector even = IntVector.broadcast(LANE, y[c]);
        IntVector odd = IntVector.broadcast(LANE, y[c + 1]);
        s0 = s0.add(products(w, at, even, odd));
        s1 = s1.add(products(w, at + LANES, even, odd));
        s2 = s2.add(products(w, at + 2 * LANES, even, odd));
        s3 = s3.add(products(w, at + 3 * LANES, even, odd));
        at += BLOCK;
      }
      s0.intoArray(sums, row);
      s1.intoArray(sums, row + LANES);
      s2.intoArray(sums, row + 2 * LANES);
      s3.intoArray(sums, row + 3 * LANES);
    }
    for (; row < sums.length; row += LANES) {
      IntVector sum = IntVector.broadcast(LANE, bias);
      for (int c = 0; c < y.length; c += 2) {
        IntVector even = IntVector.broadcast(LANE, y[c]);
        IntVector odd = IntVector.broadcast(LANE, y[c + 1]);
        sum = sum.add(products(w, at, even, odd));
        at += LANES;
      }
      sum.intoArray(sums, row);
    }
  }

  private static IntVector products(int[] w, int at, IntVector even, IntVector odd) {
    IntVector pair = IntVector.fromArray(LANE, w, at);
    return pair.and(0xFFFF).mul(even).add(pair.lanewise(VectorOperators.ASHR, 16).mul(odd));
  }

  /**
   * Rounds sums to words that are not clamped yet.
   *
   * @param from the first sum, a multiple of {@link #LANES}
   * @param count number of words
   * @param shift from a sum to a word, 1 or more
   * @param least the least value before rounding
   * @return the bits that the words use: all of them ORed, complemented where negative
   */
  public static int round(int[] sums, int from, int count, int shift, int least, int[] words) {
    int all = Math.min(31, shift - 1);
    IntVector magnitude = IntVector.zero(LANE);
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      IntVector word = rounded(IntVector.fromArray(LANE, sums, from + i).max(least), all);
      word.intoArray(words, i);
      magnitude = magnitude.or(complemented(word));
    }
    int bits = magnitude.reduceLanes(VectorOperators.OR);
    for (; i < count; i++) {
      int word = ((Math.max(least, sums[from + i]) >> all) + 1) >> 1;
      words[i] = word;
      bits |= word ^ (word >> 31);
    }
    return bits;
  }

  private static IntVector rounded(IntVector sum, int all) {
    return sum.lanewise(VectorOperators.ASHR, all).add(1).lanewise(VectorOperators.ASHR, 1);
  }

  private static IntVector complemented(IntVector word) {
    return word.lanewise(VectorOperators.XOR, word.lanewise(VectorOperators.ASHR, 31));
  }

  /**
   * Computes the scores of a head.
   *
   * @param q the query
   * @param from the head's first element
   * @param to behind its last element
   * @param keys by element, {@code stride} positions each
   * @param stride a multiple of {@link #LANES}
   * @param count number of positions, at least 1
   * @param shift from a product to a score, 1 or more
   * @param valid {@code stride} times -1, then as often 0
   * @param scores (stride)
   * @return the largest of {@code count} scores
   */
  public static int scores(
      int[] q,
      int from,
      int to,
      int[] keys,
      int stride,
      int count,
      int shift,
      int[] valid,
      int[] scores) {
    IntVector most = IntVector.broadcast(LANE, Integer.MIN_VALUE);
    for (int t = 0; t < count; t += LANES) {
      IntVector sum = IntVector.zero(LANE);
      for (int j = from; j < to; j++) {
        sum = sum.add(IntVector.fromArray(LANE, keys, j * stride + t).mul(q[j]));
      }
      IntVector score = rounded(sum, Math.min(31, shift - 1));
      score.intoArray(scores, t);
      IntVector there = IntVector.fromArray(LANE, valid, stride - count + t);
      most = most.max(score.and(there).or(there.not().and(Integer.MIN_VALUE)));
    }
    return most.reduceLanes(VectorOperators.MAX);
  }

  /**
   * Computes the softmax weights of a head.
   *
   * @param scores as {@link #scores} leaves them, their places in the table afterwards
   * @param most the largest
   * @param exp2 256 entries of 2^15 at most
   * @param valid as in {@link #scores}
   * @param weights the head's are written from {@code at} on, 0 up to {@code stride}
   * @return the sum of the weights
   */
  public static int weigh(
      int[] scores,
      int most,
      int count,
      int[] exp2,
      int[] valid,
      int stride,
      int[] weights,
      int at) {
    IntVector all = IntVector.zero(LANE);
    for (int t = 0; t < count; t += LANES) {
      IntVector d = IntVector.broadcast(LANE, most).sub(IntVector.fromArray(LANE, scores, t));
      d.and(255).intoArray(scores, t);
      IntVector shift = d.lanewise(VectorOperators.ASHR, 8).max(0).min(16);
      IntVector weight =
          IntVector.fromArray(LANE, exp2, 0, scores, t)
              .lanewise(VectorOperators.LSHR, shift)
              .and(IntVector.fromArray(LANE, valid, stride - count + t));
      weight.intoArray(weights, at + t);
      all = all.add(weight);
    }
    return all.reduceLanes(VectorOperators.ADD);
  }

  /**
   * Computes {@link #LANES} elements of the weighted averages, not clamped yet.
   *
   * @param first of the elements
   * @param heads the first head that has one of them, and the one behind the last
   * @param masks (heads)(width), -1 where an element is the head's, else 0
   * @param weights (heads)(stride)
   * @param values (count)(width)
   * @param scale three arrays of (width): half of 2^e, e - 8, and the reciprocal of the sum of
   *     weights, each of the element's own head
   * @param words (width)
   * @return the bits that the words use, as {@link #round}
   */
  public static int average(
      int first,
      int[] heads,
      int[] masks,
      int[] weights,
      int stride,
      int[] values,
      int count,
      int[][] scale,
      int[] words) {
    int width = words.length;
    IntVector high = IntVector.zero(LANE);
    IntVector low = IntVector.zero(LANE);
    for (int t = 0; t < count; t++) {
      IntVector weight = IntVector.zero(LANE);
      for (int head = heads[0]; head < heads[1]; head++) {
        weight =
            weight.or(
                IntVector.fromArray(LANE, masks, head * width + first)
                    .and(weights[head * stride + t]));
      }
      IntVector value = IntVector.fromArray(LANE, values, t * width + first);
      high = high.add(weight.lanewise(VectorOperators.LSHR, 8).mul(value));
      low = low.add(weight.and(255).mul(value));
    }
    // floor((256 high + low + half) / 2^e), without more than 32 bits
    IntVector rest =
        low.add(IntVector.fromArray(LANE, scale[0], first)).lanewise(VectorOperators.ASHR, 8);
    IntVector average =
        high.add(rest).lanewise(VectorOperators.ASHR, IntVector.fromArray(LANE, scale[1], first));
    IntVector word = rounded(average.mul(IntVector.fromArray(LANE, scale[2], first)), 14);
    word.intoArray(words, first);
    return complemented(word).reduceLanes(VectorOperators.OR);
  }
}
