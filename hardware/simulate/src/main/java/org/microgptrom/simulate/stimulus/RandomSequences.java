package org.microgptrom.simulate.stimulus;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * Makes random sequences of each kind in turn: sequences drawn at each temperature after a prompt,
 * a given sequence, a draw on either side of an edge between two tokens. In every third drawn
 * sequence the host takes tokens late.
 */
public final class RandomSequences {
  /** The scales of the temperatures 0 (greedy), 0.5, 1 and 2. */
  public static final List<Integer> SCALES = List.of(0, 11819, 5909, 2955);

  private final QuantizedModel model;
  private final ModelConfig config;

  /** Random sequences for a model, by whose weights the edges are found. */
  public RandomSequences(QuantizedModel model) {
    this.model = model;
    this.config = model.config();
  }

  /**
   * A sequence of at most {@code room} tokens, where {@code room} is 1 to the context.
   *
   * @param number chooses the kind
   * @param random makes all other choices
   */
  public Sequence of(long number, Random random, int room) {
    int kind = (int) (number % (SCALES.size() + 3));
    if (kind == SCALES.size()) {
      return Sequence.forced(tokens(random, room));
    }
    if (kind > SCALES.size()) {
      return edge(random, tokens(random, Math.min(room, 1 + random.nextInt(2))), kind % 2 == 0);
    }
    List<Integer> prompt =
        number % 2 == 0 ? List.of(config.bos()) : tokens(random, 1 + random.nextInt(room));
    int free = room - prompt.size() + 1;
    int drawn = number % 3 == 0 ? 1 + random.nextInt(free) : free;
    long seed = Integer.toUnsignedLong(random.nextInt()) | 1;
    return new Sequence(SCALES.get(kind), seed, seed, drawn, number % 3 == 1, prompt);
  }

  /** A sequence of one draw, with a state next to one that draws another token. */
  private Sequence edge(Random random, List<Integer> prompt, boolean above) {
    List<Expectation.Step> steps = Expectation.of(model, Sequence.forced(prompt)).steps();
    int[] logits =
        steps.get(steps.size() - 1).logits().stream().mapToInt(Integer::intValue).toArray();
    int scale = SCALES.get(1 + random.nextInt(SCALES.size() - 1));
    long seed = DrawEdge.seed(model, scale, logits, above, random);
    return new Sequence(scale, seed, seed, 1, false, prompt);
  }

  private List<Integer> tokens(Random random, int length) {
    return IntStream.range(0, length).map(i -> random.nextInt(config.vocabSize())).boxed().toList();
  }
}
