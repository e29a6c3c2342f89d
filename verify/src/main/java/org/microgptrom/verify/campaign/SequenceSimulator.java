package org.microgptrom.verify.campaign;

import java.util.List;
import org.microgptrom.model.fixed.FastSimulator;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * An implementation of the forward step other than the golden simulator, which is given whole
 * sequences. Several threads may use it.
 */
@FunctionalInterface
interface SequenceSimulator {
  /**
   * Runs each sequence from position 0 on.
   *
   * @param sequences to run, each of 1..context tokens
   * @return for each sequence the logits after each token, (tokens)(V)
   */
  List<int[][]> logits(List<int[]> sequences);

  /** The implementation that computes many sequences at once. */
  static SequenceSimulator fast(QuantizedModel model) {
    FastSimulator simulator = new FastSimulator(model);
    return sequences -> {
      List<int[][]> logits = sequences.stream().map(tokens -> new int[tokens.length][]).toList();
      simulator.run(
          sequences, (sequence, position, words) -> logits.get(sequence)[position] = words.clone());
      return logits;
    };
  }
}
