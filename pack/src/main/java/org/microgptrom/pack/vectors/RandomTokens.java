package org.microgptrom.pack.vectors;

import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.fixed.FixedMath;

/**
 * An endless stream of tokens in which every V tokens hold each token once, in an order drawn with
 * xorshift32: no row of an embedding is left out by chance.
 */
final class RandomTokens {
  private final int[] round;
  private int taken;
  private int state;

  RandomTokens(int vocabSize, int seed) {
    round = IntStream.range(0, vocabSize).toArray();
    taken = vocabSize;
    state = seed;
  }

  /** The next {@code length} tokens. */
  List<Integer> sequence(int length) {
    return IntStream.range(0, length).map(i -> next()).boxed().toList();
  }

  private int next() {
    if (taken == round.length) {
      shuffle();
      taken = 0;
    }
    return round[taken++];
  }

  /** Shuffles the tokens by Durstenfeld's form of the Fisher-Yates shuffle. */
  private void shuffle() {
    for (int last = round.length - 1; last > 0; last--) {
      state = FixedMath.xorshift32(state);
      int other = (int) (((state >>> 8) * (last + 1L)) >> 24); // 0..last
      int token = round[last];
      round[last] = round[other];
      round[other] = token;
    }
  }
}
