package org.microgptrom.talos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.microgptrom.model.Vocabulary;

/**
 * Runs the core as a host does to have texts: each sequence starts with BOS at position 0 and feeds
 * every token back, until BOS comes or the context is full. The generator's state carries over from
 * sequence to sequence.
 */
public final class TalosHost {
  /** Temperature 0.5 in Q8.8, where the sampler goes wrong most often. */
  public static final int DEFAULT_TEMPERATURE = 128;

  private static final int BOS = TalosModel.CONFIG.bos();

  private final TalosSimulator core;
  private final int temperature;
  private final Consumer<TalosSimulator.Outputs> observer;
  private int state;

  /**
   * A host at its first sequence.
   *
   * @param temperature in Q8.8, 0 for greedy
   * @param seed the generator's state, not 0, at which it would stay
   * @param observer takes the outputs of every step
   */
  public TalosHost(
      TalosModel model, int temperature, int seed, Consumer<TalosSimulator.Outputs> observer) {
    this.core = new TalosSimulator(model);
    this.temperature = temperature;
    this.observer = observer;
    this.state = seed;
  }

  /** The tokens of the next sequence, without the BOS that ends it. */
  public List<Integer> sequence() {
    List<Integer> tokens = new ArrayList<>();
    int token = BOS;
    for (int position = 0; position < TalosModel.CONFIG.context(); position++) {
      boolean sampled = temperature > 0;
      TalosSimulator.Outputs outputs =
          core.step(
              new TalosSimulator.Inputs(
                  position, token, position == 0, sampled, temperature, state));
      observer.accept(outputs);
      state = outputs.state();
      token = outputs.token();
      if (token == BOS) {
        break;
      }
      tokens.add(token);
    }
    return tokens;
  }

  /** The next sequence as text. */
  public String text(Vocabulary vocabulary) {
    return vocabulary.decode(sequence().stream().mapToInt(Integer::intValue).toArray());
  }
}
