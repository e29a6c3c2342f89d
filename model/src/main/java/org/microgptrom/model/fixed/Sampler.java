package org.microgptrom.model.fixed;

import java.util.Arrays;

/**
 * Draws tokens from logits with an integer softmax and the xorshift32 generator, as section
 * Sampling of {@code docs/arithmetic.md} defines it. Its generator's state carries over from
 * sequence to sequence.
 */
public final class Sampler {
  /** The scale that takes the most probable token and leaves the generator alone. */
  public static final int GREEDY = 0;

  private final int[] exp2;
  private final int scale;
  private final int shift;
  private final int most;
  private int state;

  /**
   * A sampler with this scale and state.
   *
   * @param model gives the logits' format and the EXP2 table
   * @param scale g = round(log2(e) / temperature * 2^12), 0..65535; 0 is greedy
   * @param seed the generator's state, any 32 bits but 0
   */
  public Sampler(QuantizedModel model, int scale, int seed) {
    this(model, scale, seed, model.config().vocabSize());
  }

  /**
   * As the other, but draws among the most probable tokens only, which the circuit does not.
   *
   * @param most how many tokens may be drawn, at least 1: those with the largest logits, of equal
   *     ones those with the lower ids; the weights of all others count as 0
   */
  public Sampler(QuantizedModel model, int scale, int seed, int most) {
    if (scale < 0 || scale > 0xFFFF) {
      throw new IllegalArgumentException("the scale must be in 0..65535, not " + scale);
    }
    if (seed == 0) {
      throw new IllegalArgumentException("the seed must not be 0, where xorshift32 stays for ever");
    }
    if (most < 1) {
      throw new IllegalArgumentException("at least 1 token must be left to draw, not " + most);
    }
    this.exp2 = model.tables().exp2();
    this.scale = scale;
    this.shift = model.formats().temperatureShift();
    this.most = most;
    this.state = seed;
  }

  /** The generator's state after the last draw. */
  public int state() {
    return state;
  }

  /**
   * The integer softmax that tokens are drawn by.
   *
   * @param logits V logits in format fl
   * @return the weights w_v in units of 2^-15, the largest of which is 2^15
   */
  public int[] weights(int[] logits) {
    long[] t = new long[logits.length];
    long max = Long.MIN_VALUE;
    for (int v = 0; v < t.length; v++) {
      t[v] = FixedMath.roundShift((long) logits[v] * scale, shift);
      max = Math.max(max, t[v]);
    }
    int[] weights = new int[t.length];
    for (int v = 0; v < t.length; v++) {
      weights[v] = FixedMath.exp2(exp2, max - t[v]);
    }
    return weights;
  }

  /** The next token, 0..V-1, for these V logits in format fl. */
  public int next(int[] logits) {
    if (scale == GREEDY) {
      int best = 0;
      for (int v = 1; v < logits.length; v++) {
        if (logits[v] > logits[best]) {
          best = v;
        }
      }
      return best;
    }
    int[] w = weights(logits);
    drop(w, logits);
    long sum = 0;
    for (int weight : w) {
      sum += weight;
    }
    state = FixedMath.xorshift32(state);
    long threshold = ((state >>> 8) * sum) >> 24; // below the sum, as state >>> 8 is below 2^24
    int v = 0;
    for (long reached = w[0]; reached <= threshold; reached += w[v]) {
      v++;
    }
    return v;
  }

  /** Sets the weights of all tokens to 0 that are not among the most probable ones. */
  private void drop(int[] weights, int[] logits) {
    if (most >= weights.length) {
      return;
    }
    long[] order = new long[logits.length]; // by logit, the largest first, then by id
    for (int v = 0; v < order.length; v++) {
      order[v] = ((long) -logits[v] << 32) | v;
    }
    Arrays.sort(order);
    for (int i = most; i < order.length; i++) {
      weights[(int) order[i]] = 0;
    }
  }
}
