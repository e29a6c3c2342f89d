package org.microgptrom.verify.campaign;

import java.util.List;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;

/** An implementation of the forward step, which is given whole sequences. */
@FunctionalInterface
interface SequenceSimulator {
  /** Makes an implementation for a model. */
  @FunctionalInterface
  interface Factory {
    /** One that only one thread uses. */
    SequenceSimulator of(QuantizedModel model);
  }

  /**
   * Runs each sequence from position 0 on.
   *
   * @param sequences each of 1..context tokens
   * @return for each sequence the logits after each token, (tokens)(V)
   */
  List<int[][]> logits(List<int[]> sequences);

  /** The golden simulator, one token at a time. */
  static SequenceSimulator golden(QuantizedModel model) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    return sequences -> sequences.stream().map(tokens -> run(simulator, tokens)).toList();
  }

  private static int[][] run(GoldenSimulator simulator, int[] tokens) {
    simulator.reset();
    int[][] logits = new int[tokens.length][];
    for (int position = 0; position < tokens.length; position++) {
      logits[position] = simulator.step(tokens[position]);
    }
    return logits;
  }
}
