package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.fixed.FastSimulator;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;

/**
 * A computation of the logits of given sequences: the float reference, fixed point or a circuit.
 */
@FunctionalInterface
public interface LogitSource {
  /**
   * Takes all logits. Several threads call it; the calls for one sequence come from one thread, in
   * the order of positions.
   */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes the logits after a token.
     *
     * @param sequence the number of the sequence, from 0
     * @param logits of shape (vocabulary)
     */
    void logits(int sequence, int position, double[] logits);
  }

  /**
   * Runs each sequence from position 0 on.
   *
   * @param sequences to run, each of 1..context tokens
   */
  void run(List<int[]> sequences, Visitor visitor);

  /** The logits of the float reference, which are the same on every machine. */
  static LogitSource of(Checkpoint checkpoint, Progress progress) {
    return (sequences, visitor) -> {
      AtomicInteger done = new AtomicInteger();
      IntStream.range(0, sequences.size())
          .parallel()
          .forEach(
              i -> {
                FloatModel model = new FloatModel(checkpoint);
                int[] sequence = sequences.get(i);
                for (int position = 0; position < sequence.length; position++) {
                  visitor.logits(i, position, model.step(sequence[position]));
                }
                progress.at("float", done.incrementAndGet(), sequences.size());
              });
    };
  }

  /** The logits of the model in fixed point. */
  static LogitSource of(QuantizedModel model, Progress progress) {
    FastSimulator simulator = new FastSimulator(model);
    return (sequences, visitor) -> {
      long tokens = sequences.stream().mapToLong(sequence -> sequence.length).sum();
      AtomicLong done = new AtomicLong();
      Visitor counting =
          (sequence, position, logits) -> {
            visitor.logits(sequence, position, logits);
            progress.at("fixed point", done.incrementAndGet(), tokens);
          };
      simulator.run(sequences, ofWords(model.formats().logits(), counting));
    };
  }

  /**
   * Hands words on as real numbers. A double holds each word exactly, so that comparing the doubles
   * decides everything as comparing the words would.
   */
  static FastSimulator.Visitor ofWords(QFormat format, Visitor visitor) {
    return (sequence, position, words) ->
        visitor.logits(
            sequence, position, Arrays.stream(words).mapToDouble(format::real).toArray());
  }
}
