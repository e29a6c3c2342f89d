package org.microgptrom.simulate.stimulus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;

/**
 * What the golden simulator makes of a sequence.
 *
 * @param steps one per position
 * @param saturated whether any site clamped
 * @param stateAfter the generator's state at the end, 0 if nothing was drawn
 */
public record Expectation(List<Step> steps, boolean saturated, long stateAfter) {
  /** Copies the list. */
  public Expectation {
    steps = List.copyOf(steps);
  }

  /** Of no sequence. */
  public static final Expectation NONE = new Expectation(List.of(), false, 0);

  /** The {@link Step#token} of a step that draws none. */
  public static final int NO_TOKEN = -1;

  /**
   * One position.
   *
   * @param fed the token at this position
   * @param logits after it, (V)
   * @param token what was drawn from them, or {@link #NO_TOKEN}
   * @param state the generator's state after the draw
   * @param last whether the sequence ends with this draw
   */
  public record Step(int fed, List<Integer> logits, int token, long state, boolean last) {
    /** Copies the list. */
    public Step {
      logits = List.copyOf(logits);
    }
  }

  /** Runs the golden simulator. */
  public static Expectation of(QuantizedModel model, Sequence sequence) {
    return of(new GoldenSimulator(model), sequence);
  }

  /** As {@link #of(QuantizedModel, Sequence)}, with a fresh simulator, which may be observed. */
  public static Expectation of(GoldenSimulator simulator, Sequence sequence) {
    QuantizedModel model = simulator.model();
    List<Step> steps = new ArrayList<>();
    List<Integer> prompt = sequence.prompt();
    for (int token : prompt.subList(0, prompt.size() - 1)) {
      steps.add(new Step(token, words(simulator.step(token)), NO_TOKEN, 0, false));
    }
    int fed = prompt.get(prompt.size() - 1);
    if (sequence.maxTokens() == 0) {
      steps.add(new Step(fed, words(simulator.step(fed)), NO_TOKEN, 0, false));
      return new Expectation(steps, simulator.saturations().total() > 0, 0);
    }
    Sampler sampler = new Sampler(model, sequence.scale(), (int) sequence.stateBefore());
    boolean last = false;
    for (int drawn = 1; !last; drawn++) {
      int[] logits = simulator.step(fed);
      int token = sampler.next(logits);
      last =
          token == model.config().bos()
              || drawn == sequence.maxTokens()
              || simulator.position() == model.config().context();
      steps.add(new Step(fed, words(logits), token, Integer.toUnsignedLong(sampler.state()), last));
      fed = token;
    }
    return new Expectation(
        steps, simulator.saturations().total() > 0, Integer.toUnsignedLong(sampler.state()));
  }

  private static List<Integer> words(int[] logits) {
    return Arrays.stream(logits).boxed().toList();
  }
}
