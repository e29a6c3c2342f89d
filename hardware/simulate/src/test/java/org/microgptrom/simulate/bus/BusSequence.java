package org.microgptrom.simulate.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Sampler;

/**
 * What software asks of a stream.
 *
 * @param stream its number
 * @param scale of the temperature
 * @param seed of the generator, 0 to let it go on
 * @param max tokens to draw
 * @param prompt 1 to context tokens
 */
record BusSequence(int stream, int scale, int seed, int max, List<Integer> prompt) {
  /** A token with the state of the generator after it. */
  record Drawn(int token, int state, boolean isLast) {}

  /** What the circuit must answer. */
  record Answer(List<Drawn> drawn, boolean isSaturated) {}

  /**
   * What the golden simulator draws.
   *
   * @param states of the generators by stream, which go on
   */
  Answer golden(GoldenSimulator simulator, int[] states) {
    if (seed != 0) {
      states[stream] = seed;
    }
    simulator.reset();
    long before = simulator.saturations().total();
    Sampler sampler = new Sampler(simulator.model(), scale, states[stream]);
    int[] logits = {};
    for (int token : prompt) {
      logits = simulator.step(token);
    }
    List<Drawn> drawn = new ArrayList<>();
    boolean ended = max == 0;
    while (!ended) {
      int token = sampler.next(logits);
      ended =
          token == simulator.model().config().bos()
              || drawn.size() + 1 == max
              || simulator.position() == simulator.model().config().context();
      drawn.add(new Drawn(token, sampler.state(), ended));
      if (!ended) {
        logits = simulator.step(token);
      }
    }
    states[stream] = sampler.state();
    return new Answer(drawn, simulator.saturations().total() > before);
  }

  /** As the test of the driver for C has it. */
  String inC() {
    return "{%d, %d, %du, %du, %du, {%s}}"
        .formatted(
            stream,
            prompt.size(),
            scale,
            Integer.toUnsignedLong(seed),
            max,
            prompt.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /** As the test of the driver for Python has it. */
  String line() {
    return IntStream.concat(
            IntStream.of(stream, scale), prompt.stream().mapToInt(Integer::intValue))
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(" "))
        .replaceFirst("^(\\d+ \\d+)", "$1 " + Integer.toUnsignedString(seed) + " " + max);
  }
}
