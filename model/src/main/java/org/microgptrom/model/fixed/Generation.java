package org.microgptrom.model.fixed;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.Vocabulary;

/**
 * One generated sequence.
 *
 * @param tokens the generated tokens, 1..context of them; the last is BOS unless the context ran
 *     out
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
    int bos = simulator.model().config().bos();
    List<Integer> tokens = new ArrayList<>();
    List<Long> states = new ArrayList<>();
    simulator.reset();
    int token = bos;
    do {
      token = sampler.next(simulator.step(token));
      tokens.add(token);
      states.add(Integer.toUnsignedLong(sampler.state()));
    } while (token != bos && simulator.position() < simulator.model().config().context());
    return new Generation(tokens, states);
  }

  /** The document without BOS. */
  public String text(Vocabulary vocabulary) {
    return vocabulary.decode(tokens.stream().mapToInt(Integer::intValue).toArray());
  }
}
