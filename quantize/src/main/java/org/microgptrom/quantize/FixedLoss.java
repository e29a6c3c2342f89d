package org.microgptrom.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.microgptrom.model.fixed.FastSimulator;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;

/** The cross-entropy of a fixed-point model on its own. */
public final class FixedLoss {
  private FixedLoss() {}

  /**
   * The mean over all predictions of sequences as {@code Vocabulary.sequence} makes them, nats per
   * token with the end token; the same on every machine.
   */
  public static double of(QuantizedModel model, List<int[]> sequences, Progress progress) {
    long tokens = sequences.stream().mapToLong(s -> s.length - 1).sum();
    AtomicLong done = new AtomicLong();
    QFormat format = model.formats().logits();
    List<int[]> inputs = sequences.stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
    double[] losses = new double[sequences.size()];
    new FastSimulator(model)
        .run(
            inputs,
            (i, position, words) -> {
              losses[i] -=
                  logSoftmax(Arrays.stream(words).mapToDouble(format::real).toArray())[
                      sequences.get(i)[position + 1]];
              progress.at("loss", done.incrementAndGet(), tokens);
            });
    double sum = 0; // in order, whatever the number of processors
    for (double loss : losses) {
      sum += loss;
    }
    return sum / tokens;
  }

  /** Natural logarithms of the probabilities; finite even where a probability underflows. */
  public static double[] logSoftmax(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = 0;
    for (double logit : logits) {
      sum += StrictMath.exp(logit - max);
    }
    double logSum = max + StrictMath.log(sum);
    return Arrays.stream(logits).map(logit -> logit - logSum).toArray();
  }
}
