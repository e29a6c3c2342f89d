package org.microgptrom.verify.campaign;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.simulate.stimulus.Sequence;

/** The results of the golden simulator for one sequence. */
final class GoldenRun {
  private final Sequence sequence;
  private final List<Integer> fed = new ArrayList<>();
  private final List<int[]> logits = new ArrayList<>();
  private final List<Integer> drawn = new ArrayList<>();

  private GoldenRun(Sequence sequence) {
    this.sequence = sequence;
  }

  /** Runs a sequence from position 0 on. */
  static GoldenRun of(GoldenSimulator simulator, Sequence sequence) {
    GoldenRun run = new GoldenRun(sequence);
    QuantizedModel model = simulator.model();
    simulator.reset();
    for (int token : sequence.prompt()) {
      run.step(simulator, token);
    }
    if (sequence.maxTokens() > 0) {
      Sampler sampler = run.sampler(model);
      int token = run.draw(sampler);
      while (token != model.config().bos()
          && run.drawn.size() < sequence.maxTokens()
          && simulator.position() < model.config().context()) {
        run.step(simulator, token);
        token = run.draw(sampler);
      }
    }
    return run;
  }

  private void step(GoldenSimulator simulator, int token) {
    fed.add(token);
    logits.add(simulator.step(token));
  }

  private int draw(Sampler sampler) {
    int token = sampler.next(logits.get(logits.size() - 1));
    drawn.add(token);
    return token;
  }

  /** A sampler for another model's draws, with the generator's state before the first draw. */
  Sampler sampler(QuantizedModel model) {
    return new Sampler(model, sequence.scale(), (int) sequence.stateBefore());
  }

  Sequence sequence() {
    return sequence;
  }

  /** The number of tokens that were fed. */
  int tokens() {
    return fed.size();
  }

  /** The tokens that were fed. */
  int[] fed() {
    return fed.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The V logits after the token at a position. */
  int[] logits(int position) {
    return logits.get(position);
  }

  /**
   * Whether a token was drawn after the one at a position; the positions with draws are the last
   * ones of the sequence.
   */
  boolean draws(int position) {
    return position >= fed.size() - drawn.size();
  }

  /** The token that was drawn after the one at a position. */
  int drawn(int position) {
    return drawn.get(position - (fed.size() - drawn.size()));
  }
}
