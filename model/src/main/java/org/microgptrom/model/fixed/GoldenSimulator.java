package org.microgptrom.model.fixed;

import java.math.BigInteger;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Site;

/**
 * The golden reference simulator: the forward step of {@code docs/arithmetic.md}, integers only,
 * one token at a time with a key/value cache. What it computes is by definition what the circuit
 * must compute.
 *
 * <p>Activations are kept as {@code int} but hold 16-bit words; sums are {@code long} and never
 * wrap (48 bits serve every shape that {@link ModelConfig} allows).
 *
 * <p>Not thread-safe: one instance runs one sequence at a time.
 */
public final class GoldenSimulator implements TokenSimulator {
  private final QuantizedModel model;
  private final ModelConfig config;
  private final Formats formats;
  private final Observer observer;
  private final Saturations saturations;
  private final int[][] keys; // (layers)(context * embd), format fk
  private final int[][] values; // (layers)(context * embd), format fv
  private final int[] scratchWeights; // softmax weights of one head, (context)
  private final long[] scratchScores; // (context)
  private final long embeddingEpsilon;
  private final long residualEpsilon;
  private int position;

  /** Takes the words of every {@link Site} as they are computed. */
  @FunctionalInterface
  public interface Observer {
    /**
     * Takes the words of a site. The array may be reused after the call; {@code layer} may be
     * {@link Site#NO_LAYER}.
     */
    void words(Site site, int layer, int[] words);

    /**
     * Takes the scores and softmax weights of one head over the positions so far, before the words
     * of {@link Site#ATTENTION}. Both arrays may be reused after the call.
     *
     * @param head of attention, 0..heads-1
     * @param count number of positions, and of the arrays' elements that hold values
     * @param scores s_t, base-2 logarithms with 8 fraction bits
     * @param weights w_t, 2^(s_t - max) in units of 2^-15
     */
    default void attention(int layer, int head, int count, long[] scores, int[] weights) {}
  }

  /** A simulator at position 0 that nobody observes. */
  public GoldenSimulator(QuantizedModel model) {
    this(model, (site, layer, words) -> {});
  }

  /** A simulator at position 0. */
  public GoldenSimulator(QuantizedModel model, Observer observer) {
    this.model = model;
    this.config = model.config();
    this.formats = model.formats();
    this.observer = observer;
    this.saturations = new Saturations(config.layers());
    this.keys = new int[config.layers()][config.context() * config.embd()];
    this.values = new int[config.layers()][config.context() * config.embd()];
    this.scratchWeights = new int[config.context()];
    this.scratchScores = new long[config.context()];
    this.embeddingEpsilon = epsilon(config.embd(), formats.embedding());
    this.residualEpsilon = epsilon(config.embd(), formats.residual());
  }

  /**
   * The epsilon that norm adds to the sum of squares: max(1, round(D * 1e-5 * 2^(2 fy))), half away
   * from zero, from the exact decimal 1e-5.
   *
   * @param embd the width D
   * @param fy the format of the squared words
   */
  public static long epsilon(int embd, QFormat fy) {
    BigInteger numerator = BigInteger.valueOf(embd).shiftLeft(2 * fy.fractionBits() + 1);
    BigInteger hundredThousand = BigInteger.valueOf(100_000);
    return numerator
        .add(hundredThousand)
        .divide(hundredThousand.shiftLeft(1))
        .max(BigInteger.ONE)
        .longValueExact();
  }

  @Override
  public QuantizedModel model() {
    return model;
  }

  @Override
  public void reset() {
    position = 0;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public Saturations saturations() {
    return saturations;
  }

  @Override
  public int[] step(int token) {
    if (position == config.context()) {
      throw new IllegalStateException("the context of " + position + " tokens is full");
    }
    int[] x = embedding(token);
    for (int layer = 0; layer < config.layers(); layer++) {
      attentionBlock(x, layer);
      mlpBlock(x, layer);
    }
    int[] logits =
        linear(
            model.weights(ParameterSpec.LM_HEAD),
            formats.weight(ParameterSpec.LM_HEAD),
            x,
            formats.residual(),
            Site.LOGITS,
            Site.NO_LAYER);
    position++;
    return logits;
  }

  /** Steps 1 and 2 of the forward step: x = norm(wte[token] + wpe[position]), in format fx. */
  private int[] embedding(int token) {
    int embd = config.embd();
    short[] wte = model.weights(ParameterSpec.WTE);
    short[] wpe = model.weights(ParameterSpec.WPE);
    int[] e = new int[embd];
    for (int i = 0; i < embd; i++) {
      e[i] = wte[token * embd + i] + wpe[position * embd + i];
    }
    observer.words(Site.EMBEDDING, Site.NO_LAYER, e);
    int[] x = norm(e, embeddingEpsilon, Site.NO_LAYER);
    int shift = formats.norm().fractionBits() - formats.residual().fractionBits();
    for (int i = 0; i < embd; i++) {
      x[i] = clamp(FixedMath.rescale(x[i], shift), Site.RESIDUAL, Site.NO_LAYER);
    }
    observer.words(Site.RESIDUAL, Site.NO_LAYER, x);
    return x;
  }

  private void attentionBlock(int[] x, int layer) {
    int embd = config.embd();
    int headDim = config.headDim();
    Formats.Layer f = formats.layers().get(layer);
    int[] n = norm(x, residualEpsilon, layer);
    int[] q = linear(layer, Role.ATTN_WQ, n, formats.norm(), Site.Q);
    int[] k = linear(layer, Role.ATTN_WK, n, formats.norm(), Site.K);
    int[] v = linear(layer, Role.ATTN_WV, n, formats.norm(), Site.V);
    System.arraycopy(k, 0, keys[layer], position * embd, embd);
    System.arraycopy(v, 0, values[layer], position * embd, embd);
    int[] a = new int[embd];
    for (int head = 0; head < embd; head += headDim) {
      attend(q, keys[layer], values[layer], head, f.scoreShift(), a, layer);
    }
    observer.words(Site.ATTENTION, layer, a);
    addTo(x, linear(layer, Role.ATTN_WO, a, f.v(), Site.ATTENTION_PROJECTION), layer);
  }

  /**
   * Computes attention of one head over positions 0..position; {@code head} is its first column.
   */
  private void attend(
      int[] q, int[] cachedK, int[] cachedV, int head, int scoreShift, int[] a, int layer) {
    int embd = config.embd();
    int headEnd = head + config.headDim();
    long max = Long.MIN_VALUE;
    for (int t = 0; t <= position; t++) {
      long dot = 0;
      for (int j = head; j < headEnd; j++) {
        dot += (long) q[j] * cachedK[t * embd + j];
      }
      scratchScores[t] = FixedMath.roundShift(dot, scoreShift);
      max = Math.max(max, scratchScores[t]);
    }
    int[] exp2 = model.tables().exp2();
    long sum = 0; // Z, at least 2^15
    for (int t = 0; t <= position; t++) {
      scratchWeights[t] = FixedMath.exp2(exp2, max - scratchScores[t]);
      sum += scratchWeights[t];
    }
    observer.attention(layer, head / config.headDim(), position + 1, scratchScores, scratchWeights);
    int e = FixedMath.leadingOne(sum);
    int r = FixedMath.interpolate(model.tables().recip(), sum, e);
    for (int j = head; j < headEnd; j++) {
      long weighted = 0;
      for (int t = 0; t <= position; t++) {
        weighted += (long) scratchWeights[t] * cachedV[t * embd + j];
      }
      long b = FixedMath.roundShift(weighted, e);
      a[j] = clamp(FixedMath.rescale(b * r, 15), Site.ATTENTION, layer);
    }
  }

  private void mlpBlock(int[] x, int layer) {
    int[] n = norm(x, residualEpsilon, layer);
    short[] w1 = model.weights(layer, Role.MLP_FC1);
    QFormat hidden = formats.layers().get(layer).hidden();
    int shift =
        model.format(layer, Role.MLP_FC1).fractionBits()
            + formats.norm().fractionBits()
            - hidden.fractionBits();
    int[] h = new int[config.hidden()];
    for (int row = 0; row < h.length; row++) {
      // ReLU comes before the clamp, so that large negative sums do not count as overflow.
      long sum = Math.max(0, dot(w1, row, n));
      h[row] = clamp(FixedMath.rescale(sum, shift), Site.HIDDEN, layer);
    }
    observer.words(Site.HIDDEN, layer, h);
    addTo(x, linear(layer, Role.MLP_FC2, h, hidden, Site.MLP_PROJECTION), layer);
  }

  private void addTo(int[] x, int[] projected, int layer) {
    for (int i = 0; i < x.length; i++) {
      x[i] = clamp(x[i] + projected[i], Site.RESIDUAL, layer);
    }
    observer.words(Site.RESIDUAL, layer, x);
  }

  /** Computes norm(y, fy), where {@code epsilon} belongs to fy. */
  private int[] norm(int[] y, long epsilon, int layer) {
    long sum = epsilon;
    for (int value : y) {
      sum += (long) value * value;
    }
    int e = FixedMath.leadingOne(sum) & ~1;
    int r = FixedMath.interpolate(model.tables().rsqrt(), sum, e);
    int shift = 15 + e / 2 - Tables.rsqrtExponent(config.embd()) - formats.norm().fractionBits();
    int[] out = new int[y.length];
    for (int i = 0; i < y.length; i++) {
      out[i] = clamp(FixedMath.rescale((long) y[i] * r, shift), Site.NORM, layer);
    }
    observer.words(Site.NORM, layer, out);
    return out;
  }

  private int[] linear(int layer, Role role, int[] y, QFormat fy, Site site) {
    return linear(model.weights(layer, role), model.format(layer, role), y, fy, site, layer);
  }

  /** Computes linear(W, y, fo), where fo is the format of {@code site}. */
  private int[] linear(short[] w, QFormat fw, int[] y, QFormat fy, Site site, int layer) {
    int shift = fw.fractionBits() + fy.fractionBits() - formats.site(site, layer).fractionBits();
    int[] out = new int[w.length / y.length];
    for (int row = 0; row < out.length; row++) {
      out[row] = clamp(FixedMath.rescale(dot(w, row, y), shift), site, layer);
    }
    observer.words(site, layer, out);
    return out;
  }

  private static long dot(short[] w, int row, int[] y) {
    long sum = 0;
    int offset = row * y.length;
    for (int column = 0; column < y.length; column++) {
      sum += (long) w[offset + column] * y[column];
    }
    return sum;
  }

  private int clamp(long a, Site site, int layer) {
    int word = FixedMath.sat16(a);
    if (word != a) {
      saturations.count(site, layer);
    }
    return word;
  }
}
