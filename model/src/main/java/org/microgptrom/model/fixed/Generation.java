package org.microgptrom.model.fixed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.microgptrom.model.Vocabulary;

/**
 * One generated sequence, or what continues a prompt.
 *
 * @param tokens the generated tokens, 1..context of them, without the prompt; the last is BOS
 *     unless another one was to stop at or the context ran out
 * @param states the generator's state after each token, unsigned 32 bits
 */
public record Generation(List<Integer> tokens, List<Long> states) {
  /** Copies the lists. */
  public Generation {
    tokens = List.copyOf(tokens);
    states = List.copyOf(states);
  }

  /** Generates a sequence from BOS at position 0 until BOS or the end of the context. */
  public static Generation generate(TokenSimulator simulator, Sampler sampler) {
    return generate(simulator, sampler, new int[0], token -> false);
  }

  /**
   * Continues a prompt: BOS and the prompt are fed, after which nothing is drawn and the generator
   * rests, then tokens are drawn until BOS, a token to stop at, or the end of the context.
   *
   * @param prompt tokens at positions 1, 2, ..., 0..context-1 of them
   * @param stop whether a drawn token is the last one
   */
  public static Generation generate(
      TokenSimulator simulator, Sampler sampler, int[] prompt, IntPredicate stop) {
    int bos = simulator.model().config().bos();
    List<Integer> tokens = new ArrayList<>();
    List<Long> states = new ArrayList<>();
    simulator.reset();
    int token = bos;
    for (int next : prompt) {
      simulator.step(token);
      token = next;
    }
    do {
      token = sampler.next(simulator.step(token));
      tokens.add(token);
      states.add(Integer.toUnsignedLong(sampler.state()));
    } while (token != bos
        && !stop.test(token)
        && simulator.position() < simulator.model().config().context());
    return new Generation(tokens, states);
  }

  /** The last generated token. */
  public int last() {
    return tokens.get(tokens.size() - 1);
  }

  /** The document without BOS. */
  public String text(Vocabulary vocabulary) {
    return vocabulary.decode(tokens.stream().mapToInt(Integer::intValue).toArray());
  }
}
