package org.microgptrom.model.fixed;

import java.util.Arrays;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.vector.VectorKernels;

/**
 * Attention over one sequence in lanes of 32 bits: positions side by side for the scores, elements
 * for the averages. Where the lengths of query and keys do not prove that scores fit, and for long
 * sequences, {@link CachedAttention} computes the same in 64 bits.
 */
final class VectorAttention implements SoloAttention {
  /** With more, sums of 2^8 times 2^15 would not fit 32 bits. */
  private static final int MOST_TOKENS = 255;

  /** What the product of two squared lengths stays below, where a product fits 31 bits. */
  private static final long MOST_SQUARES = 1L << 60;

  private final CachedAttention wide;
  private final int embd;
  private final int heads;
  private final int headDim;
  private final int shift; // from a product of query and key to a score
  private final boolean fits; // whether tables and shift are as the sums below assume
  private final int[] exp2;
  private final int[] recip;
  private final int stride; // of positions
  private final int[] keys; // (embd)(stride)
  private final int[] values; // (context)(width)
  private final long[] keySquares; // the largest of each head, (heads)
  private final int[] valid; // -1 (stride), 0 (stride)
  private final int[] scores; // (stride)
  private final int[] weights; // of softmax, (heads)(stride)
  private final int[] masks; // (heads)(width)
  private final int[][] spans; // for each vector of elements, its first head and that behind it
  private final int[][] scale; // as VectorKernels.average takes it
  private final int[] words; // (width)

  VectorAttention(QuantizedModel model, int layer) {
    ModelConfig config = model.config();
    int context = config.context();
    this.wide = new CachedAttention(model, layer, context);
    this.embd = config.embd();
    this.heads = config.heads();
    this.headDim = config.headDim();
    this.shift = model.formats().layers().get(layer).scoreShift();
    this.exp2 = model.tables().exp2();
    this.recip = model.tables().recip();
    this.fits = shift >= 1 && isUsual(exp2, recip);
    this.stride = VectorKernels.padded(context);
    int width = VectorKernels.padded(embd);
    this.keys = new int[embd * stride];
    this.values = new int[context * width];
    this.keySquares = new long[heads];
    this.valid = new int[2 * stride];
    Arrays.fill(valid, 0, stride, -1);
    this.scores = new int[stride];
    this.weights = new int[heads * stride];
    this.masks = new int[heads * width];
    this.spans = new int[width / VectorKernels.LANES][];
    for (int j = 0; j < embd; j++) {
      masks[j / headDim * width + j] = -1;
    }
    for (int i = 0; i < spans.length; i++) {
      int first = i * VectorKernels.LANES;
      int last = Math.min(embd, first + VectorKernels.LANES) - 1;
      spans[i] = new int[] {first / headDim, last / headDim + 1};
    }
    this.scale = new int[3][width];
    this.words = new int[width];
  }

  /**
   * Whether tables are such that the largest weight is 2^15, and that the product of an average and
   * the reciprocal of its sum of weights fits 32 bits, as those of this version are.
   */
  private static boolean isUsual(int[] exp2, int[] recip) {
    boolean usual = exp2[0] == 1 << 15 && Arrays.stream(exp2).allMatch(entry -> entry <= 1 << 15);
    for (int i = 0; i < recip.length; i++) { // mantissas below (33 + i) / 32
      usual &= recip[i] * (33L + i) < 1 << 21 && (i == 0 || recip[i] <= recip[i - 1]);
    }
    return usual;
  }

  @Override
  public void put(int row, int[] key, int[] value) {
    wide.put(row, key, value);
    if (row == 0) {
      Arrays.fill(keySquares, 0);
    }
    for (int j = 0; j < embd; j++) {
      keys[j * stride + row] = key[j];
    }
    System.arraycopy(value, 0, values, row * words.length, embd);
    for (int head = 0; head < heads; head++) {
      keySquares[head] = Math.max(keySquares[head], squares(key, head));
    }
  }

  private long squares(int[] vector, int head) {
    long squares = 0;
    for (int j = head * headDim; j < (head + 1) * headDim; j++) {
      squares += (long) vector[j] * vector[j];
    }
    return squares;
  }

  @Override
  public int attend(int[] q, int row, int count, int[] a) {
    if (!fits || count > MOST_TOKENS || !scoresFit(q)) {
      return wide.attend(q, row, count, a);
    }
    for (int head = 0; head < heads; head++) {
      weigh(q, head, count);
    }
    int magnitude = 0;
    for (int i = 0; i < spans.length; i++) {
      magnitude |=
          VectorKernels.average(
              i * VectorKernels.LANES,
              spans[i],
              masks,
              weights,
              stride,
              values,
              count,
              scale,
              words);
    }
    System.arraycopy(words, 0, a, 0, embd);
    return magnitude >>> 15 == 0 ? 0 : clamp(a);
  }

  /** By Cauchy and Schwarz. */
  private boolean scoresFit(int[] q) {
    for (int head = 0; head < heads; head++) {
      long query = squares(q, head);
      if (Math.multiplyHigh(query, keySquares[head]) != 0
          || Long.compareUnsigned(query * keySquares[head], MOST_SQUARES) >= 0) {
        return false;
      }
    }
    return true;
  }

  private void weigh(int[] q, int head, int count) {
    int from = head * headDim;
    int to = from + headDim;
    int most = VectorKernels.scores(q, from, to, keys, stride, count, shift, valid, scores);
    int sum = VectorKernels.weigh(scores, most, count, exp2, valid, stride, weights, head * stride);
    int e = FixedMath.leadingOne(sum);
    int r = FixedMath.interpolate(recip, sum, e);
    for (int j = from; j < to; j++) {
      scale[0][j] = 1 << (e - 1);
      scale[1][j] = e - Byte.SIZE;
      scale[2][j] = r;
    }
  }

  private int clamp(int[] a) {
    int clamps = 0;
    for (int j = 0; j < embd; j++) {
      int word = FixedMath.sat16(a[j]);
      clamps += word == a[j] ? 0 : 1;
      a[j] = word;
    }
    return clamps;
  }
}
