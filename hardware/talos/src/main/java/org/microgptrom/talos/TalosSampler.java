package org.microgptrom.talos;

/**
 * The circuit's sampler, defects included: the index of a weight is kept in 8 bits, so that at a
 * temperature of 0.5 a token far below the most probable one can get the weight of a token 8.0
 * nearer to it, or one of about 3.2 * 10^9 where the others have at most 4096.
 */
final class TalosSampler {
  /** The number that the generator's state is multiplied by before it becomes a threshold. */
  private static final int MIX = 0x149FB;

  private static final int INDEX_BITS = 8;

  private TalosSampler() {}

  /**
   * One draw.
   *
   * @param token the token drawn, 0..26
   * @param wrongWeights number of logits whose weight is not the one that an index of full width
   *     gives
   * @param drewWrong whether the token drawn is one of them
   */
  record Draw(int token, int wrongWeights, boolean drewWrong) {}

  /**
   * Draws a token.
   *
   * @param logits V words in Q4.12
   * @param argmax the token of the largest logit, drawn if no sum exceeds the threshold
   * @param state the generator's state after its step
   * @param temperature in Q8.8; only 0.5, 1, 2 and 4 exist, and any other counts as the next higher
   *     one of these
   */
  static Draw draw(int[] logits, int argmax, int state, int temperature) {
    int top = logits[argmax];
    int sum = 0; // 32 bits, unsigned, as the weights are
    for (int logit : logits) {
      sum += weight(scaled(logit - top, temperature));
    }
    long total = sum == 0 ? 1 : Integer.toUnsignedLong(sum);
    int mixed = state * MIX;
    long threshold = Math.min(((mixed >>> 8) * total) >>> 24, total - 1);
    int token = argmax;
    int reached = 0;
    for (int i = 0; i < logits.length; i++) {
      reached += weight(scaled(logits[i] - top, temperature));
      if (Integer.toUnsignedLong(reached) > threshold) {
        token = i;
        break;
      }
    }
    int wrong = 0;
    for (int logit : logits) {
      wrong += isWrong(scaled(logit - top, temperature)) ? 1 : 0;
    }
    return new Draw(token, wrong, isWrong(scaled(logits[token] - top, temperature)));
  }

  /** A logit's difference from the largest, divided by the temperature. */
  private static int scaled(int difference, int temperature) {
    if (temperature <= 128) {
      return difference << 1;
    }
    if (temperature <= 256) {
      return difference;
    }
    return temperature <= 512 ? difference >> 1 : difference >> 2;
  }

  /** The distance from the top in steps of 1/16, in full width. */
  private static int index(int difference) {
    return (127 - difference) >> 8;
  }

  private static int weight(int difference) {
    if (difference >= 0) {
      return TalosMath.ONE;
    }
    int index = index(difference) & ((1 << INDEX_BITS) - 1);
    int quarter = index >> 2;
    int upper = TalosMath.exp(quarter);
    int lower = TalosMath.exp((quarter + 1) & 63);
    int weight = upper - (((upper - lower) * (index & 3)) >>> 2);
    return weight == 0 ? 1 : weight;
  }

  /**
   * Whether an index wraps round to a wrong weight; beyond 8 bits, and just before, every right
   * weight is 1.
   */
  private static boolean isWrong(int difference) {
    return index(difference) > 252 && weight(difference) != 1;
  }
}
