package org.microgptrom.board.link;

import java.util.List;

/**
 * A sequence that a board is asked for.
 *
 * @param scale the temperature scale, 0..65535; 0 for greedy
 * @param seed the generator's state before the first draw, unsigned 32 bits; 0 lets it go on
 * @param maxTokens how many tokens are drawn at most, 0..65535; 0 for none
 * @param prompt the tokens at positions 0, 1, ..., at least one
 */
public record Request(int scale, long seed, int maxTokens, List<Integer> prompt) {
  /** Copies the list. */
  public Request {
    prompt = List.copyOf(prompt);
  }

  /** The same draws from a state that is named, so that they can be asked for again. */
  public Request withSeed(long state) {
    return new Request(scale, state, maxTokens, prompt);
  }
}
