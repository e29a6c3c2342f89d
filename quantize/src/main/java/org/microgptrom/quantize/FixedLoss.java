package org.microgptrom.quantize;

import java.util.Arrays;
import java.util.List;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;

/** The cross-entropy of a fixed-point model on its own. */
public final class FixedLoss {
  private FixedLoss() {}

  /**
   * The mean over all predictions of sequences as {@code Vocabulary.sequence} makes them, nats per
   * token with the end token; the same on every machine.
   */
  public static double of(QuantizedModel model, List<int[]> sequences) {
    QFormat format = model.formats().logits();
    double[] losses = sequences.parallelStream().mapToDouble(s -> loss(model, format, s)).toArray();
    double sum = 0; // in order, whatever the number of processors
    for (double loss : losses) {
      sum += loss;
    }
    return sum / sequences.stream().mapToLong(s -> s.length - 1).sum();
  }

  private static double loss(QuantizedModel model, QFormat format, int[] sequence) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    double loss = 0;
    for (int position = 0; position + 1 < sequence.length; position++) {
      int[] words = simulator.step(sequence[position]);
      loss -=
          logSoftmax(Arrays.stream(words).mapToDouble(format::real).toArray())[
              sequence[position + 1]];
    }
    return loss;
  }

  /** Natural logarithms of the probabilities; finite even where a probability underflows. */
  static double[] logSoftmax(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = 0;
    for (double logit : logits) {
      sum += StrictMath.exp(logit - max);
    }
    double logSum = max + StrictMath.log(sum);
    return Arrays.stream(logits).map(logit -> logit - logSum).toArray();
  }
}
