package org.microgptrom.simulate.stimulus;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.TokenSimulator;

/**
 * What a simulator makes of a sequence. The logits are shared, not copied: nobody writes to them.
 */
public final class Expectation {
  private final Sequence sequence;
  private final List<Integer> fed;
  private final List<int[]> logits; // after each fed token, (V)
  private final List<Integer> drawn = new ArrayList<>(); // after the last ones, in a row
  private final List<Long> states = new ArrayList<>(); // after each draw
  private boolean saturated;

  private Expectation(Sequence sequence, List<Integer> fed, List<int[]> logits) {
    this.sequence = sequence;
    this.fed = fed;
    this.logits = logits;
  }

  /** Of no sequence. */
  public static final Expectation NONE =
      new Expectation(Sequence.forced(List.of()), List.of(), List.of());

  /** Runs a sequence from position 0 on. */
  public static Expectation of(TokenSimulator simulator, Sequence sequence) {
    Expectation made = new Expectation(sequence, new ArrayList<>(), new ArrayList<>());
    QuantizedModel model = simulator.model();
    final long clamped = simulator.saturations().total();
    simulator.reset();
    for (int token : sequence.prompt()) {
      made.feed(simulator, token);
    }
    if (sequence.maxTokens() > 0) {
      Sampler sampler = sequence.sampler(model);
      int token = made.draw(sampler);
      while (token != model.config().bos()
          && made.drawn.size() < sequence.maxTokens()
          && simulator.position() < model.config().context()) {
        made.feed(simulator, token);
        token = made.draw(sampler);
      }
    }
    made.saturated = simulator.saturations().total() > clamped;
    return made;
  }

  /**
   * What follows for another sequence, which has the same prompt and draws one token after it.
   * Nothing is simulated again.
   */
  Expectation withDraw(QuantizedModel model, Sequence drawing) {
    Expectation made = new Expectation(drawing, fed, logits);
    made.draw(drawing.sampler(model));
    made.saturated = saturated;
    return made;
  }

  /** The same, whatever came before. */
  Expectation alone() {
    Expectation made = new Expectation(sequence.alone(), fed, logits);
    made.drawn.addAll(drawn);
    made.states.addAll(states);
    made.saturated = saturated;
    return made;
  }

  private void feed(TokenSimulator simulator, int token) {
    fed.add(token);
    logits.add(simulator.step(token));
  }

  private int draw(Sampler sampler) {
    int token = sampler.next(logits.get(logits.size() - 1));
    drawn.add(token);
    states.add(Integer.toUnsignedLong(sampler.state()));
    return token;
  }

  /** What was run. */
  public Sequence sequence() {
    return sequence;
  }

  /** How many tokens were fed. */
  public int tokens() {
    return fed.size();
  }

  /** The tokens that were fed. */
  public int[] fed() {
    return fed.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The token at a position. */
  public int fed(int position) {
    return fed.get(position);
  }

  /** The V logits after the token at a position. */
  public int[] logits(int position) {
    return logits.get(position);
  }

  /** The drawn tokens, of which there are some, with the generator's states. */
  public Generation generation() {
    return new Generation(drawn, states);
  }

  /** Whether a token was drawn from the logits at a position. */
  public boolean draws(int position) {
    return position >= fed.size() - drawn.size();
  }

  /** The token that was drawn there. */
  public int drawn(int position) {
    return drawn.get(position - (fed.size() - drawn.size()));
  }

  /** The generator's state after the draw there, unsigned 32 bits. */
  public long state(int position) {
    return states.get(position - (fed.size() - drawn.size()));
  }

  /** Whether the sequence ends with the draw there. */
  public boolean last(int position) {
    return draws(position) && position == fed.size() - 1;
  }

  /** Whether any site clamped. */
  public boolean saturated() {
    return saturated;
  }

  /** The generator's state at the end, 0 if nothing was drawn. */
  public long stateAfter() {
    return states.isEmpty() ? 0 : states.get(states.size() - 1);
  }
}
