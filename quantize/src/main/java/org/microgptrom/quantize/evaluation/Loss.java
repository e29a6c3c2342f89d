package org.microgptrom.quantize.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Vocabulary;

/**
 * How well a model predicts texts.
 *
 * @param tokens number of predictions, those of the ends included
 * @param natsPerToken mean cross-entropy
 * @param perplexity the exponential of the cross-entropy: the number of equally likely symbols
 *     among which the next one is guessed
 * @param natsPerByte mean cross-entropy by the bytes of the texts, see {@link
 *     Vocabulary#natsPerByte}; null where every symbol is one byte
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Loss(
    long tokens, double natsPerToken, double perplexity, @Nullable Double natsPerByte) {
  /**
   * The mean loss over all predictions of sequences as {@code Vocabulary.sequence} makes them;
   * equal logits give an equal loss on every machine.
   *
   * @param vocabulary of the sequences
   * @param sequences to predict, at least one
   */
  public static Loss of(LogitSource source, Vocabulary vocabulary, List<int[]> sequences) {
    double sum = 0; // in order, whatever the number of processors
    for (double logLikelihood : logLikelihoods(source, sequences)) {
      sum -= logLikelihood;
    }
    long tokens = sequences.stream().mapToLong(s -> s.length - 1).sum();
    return new Loss(
        tokens,
        sum / tokens,
        perplexity(sum / tokens),
        vocabulary.natsPerByte(sum / tokens, sequences).orElse(null));
  }

  /** The exponential of a mean; at most the largest number, as JSON has no infinity. */
  public static double perplexity(double natsPerToken) {
    return Math.min(Double.MAX_VALUE, StrictMath.exp(natsPerToken));
  }

  /** The logarithm of the probability of each sequence after its first token, in nats. */
  public static double[] logLikelihoods(LogitSource source, List<int[]> sequences) {
    List<int[]> inputs = sequences.stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
    double[] sums = new double[sequences.size()];
    source.run(
        inputs,
        (i, position, logits) -> sums[i] += logSoftmax(logits)[sequences.get(i)[position + 1]]);
    return sums;
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
