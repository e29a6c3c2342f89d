package org.microgptrom.simulate.stimulus;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.TokenSimulator;

/**
 * Makes random sequences of each kind in turn: sequences drawn at each temperature after a prompt,
 * a given sequence, a draw on either side of an edge between two tokens. In every third drawn
 * sequence the host takes tokens late.
 */
public final class RandomSequences {
  /** The scales of the temperatures 0 (greedy), 0.5, 1 and 2. */
  public static final List<Integer> SCALES = List.of(0, 11819, 5909, 2955);

  private final TokenSimulator simulator;
  private final ModelConfig config;

  /** Run by a simulator that nobody else uses meanwhile. */
  public RandomSequences(TokenSimulator simulator) {
    this.simulator = simulator;
    this.config = simulator.model().config();
  }

  /**
   * A sequence of at most {@code room} tokens, which is 1 to the context, and what is made of it.
   *
   * @param number chooses the kind
   * @param random makes all other choices
   */
  public Expectation of(long number, Random random, int room) {
    int kind = (int) (number % (SCALES.size() + 3));
    if (kind == SCALES.size()) {
      return run(Sequence.forced(tokens(random, room)));
    }
    if (kind > SCALES.size()) {
      return edge(random, tokens(random, Math.min(room, 1 + random.nextInt(2))), kind % 2 == 0);
    }
    List<Integer> prompt =
        number % 2 == 0 ? List.of(config.bos()) : tokens(random, 1 + random.nextInt(room));
    int free = room - prompt.size() + 1;
    int drawn = number % 3 == 0 ? 1 + random.nextInt(free) : free;
    long seed = Integer.toUnsignedLong(random.nextInt()) | 1;
    return run(new Sequence(SCALES.get(kind), seed, seed, drawn, number % 3 == 1, prompt));
  }

  private Expectation run(Sequence sequence) {
    return Expectation.of(simulator, sequence);
  }

  /** One draw, with a state next to one that draws another token. */
  private Expectation edge(Random random, List<Integer> prompt, boolean above) {
    QuantizedModel model = simulator.model();
    Expectation forced = run(Sequence.forced(prompt));
    int[] logits = forced.logits(forced.tokens() - 1);
    int scale = SCALES.get(1 + random.nextInt(SCALES.size() - 1));
    long seed = DrawEdge.seed(model, scale, logits, above, random);
    return forced.withDraw(model, new Sequence(scale, seed, seed, 1, false, prompt));
  }

  private List<Integer> tokens(Random random, int length) {
    return IntStream.range(0, length).map(i -> random.nextInt(config.vocabSize())).boxed().toList();
  }
}
