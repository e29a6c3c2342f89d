package org.microgptrom.simulate.stimulus;

import java.util.Random;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;

/**
 * Finds states of the generator at which the drawn token is about to change. The threshold grows
 * with the upper 24 bits of the state; at such an edge it equals a sum of weights, or is one less,
 * so that every bit of it counts. A random state comes that close once in thousands of draws.
 */
public final class DrawEdge {
  private static final int STATE_BITS = 24; // of the state, those that count
  private static final int HIGHEST = (1 << STATE_BITS) - 1;

  private final QuantizedModel model;
  private final int scale;
  private final int[] logits;

  private DrawEdge(QuantizedModel model, int scale, int[] logits) {
    this.model = model;
    this.scale = scale;
    this.logits = logits;
  }

  /**
   * A seed, unsigned 32 bits and not 0, after whose first step the state is the lowest above a
   * random edge between two tokens, or the highest below; any seed if only one token has a weight.
   */
  public static long seed(
      QuantizedModel model, int scale, int[] logits, boolean above, Random random) {
    DrawEdge edge = new DrawEdge(model, scale, logits);
    int upper = edge.firstAbove(edge.token(random.nextInt(HIGHEST + 1))) - (above ? 0 : 1);
    return Integer.toUnsignedLong(stepBack((upper << 8) | (1 + random.nextInt(255))));
  }

  /**
   * The lowest upper 24 bits of a state that draw a later token than this one or, where there are
   * none, this token.
   */
  private int firstAbove(int token) {
    int wanted = token(HIGHEST) > token ? token + 1 : token;
    int low = 0; // draws an earlier one, unless it is the lowest of all
    int high = HIGHEST;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (token(middle) >= wanted) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private int token(int upper) {
    return new Sampler(model, scale, stepBack((upper << 8) | 1)).next(logits);
  }

  /** The state before this one: the generator's step turns it into this one. It is 0 only for 0. */
  private static int stepBack(int state) {
    int x = state;
    for (int shift = 5; shift < Integer.SIZE; shift *= 2) {
      x ^= x << shift;
    }
    x ^= x >>> 17;
    for (int shift = 13; shift < Integer.SIZE; shift *= 2) {
      x ^= x << shift;
    }
    return x;
  }
}
