package org.microgptrom.quantize.answer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Loss;

/**
 * Which label a model expects after a text.
 *
 * @param ranking the numbers of the labels, 0, 1, ..., that with the largest logit first, of equal
 *     ones the first
 * @param probabilities of the labels, in their order, among the labels alone: their sum is 1
 * @param share the probability of any label among all symbols, 0..1: how sure the model is that the
 *     text ends here
 */
public record LabelAnswer(List<Integer> ranking, List<Double> probabilities, double share) {
  /** Copies the lists. */
  public LabelAnswer {
    ranking = List.copyOf(ranking);
    probabilities = List.copyOf(probabilities);
  }

  /**
   * Asks for the label after each text.
   *
   * @param labels the tokens of the labels, at least one
   * @param inputs BOS and the tokens of each text, 1..context of them
   */
  public static List<LabelAnswer> of(LogitSource source, List<Integer> labels, List<int[]> inputs) {
    LabelAnswer[] answers = new LabelAnswer[inputs.size()];
    source.run(
        inputs,
        (i, position, logits) -> {
          if (position == inputs.get(i).length - 1) {
            answers[i] = of(logits, labels);
          }
        });
    return List.of(answers);
  }

  private static LabelAnswer of(double[] logits, List<Integer> labels) {
    double[] of = labels.stream().mapToDouble(v -> logits[v]).toArray();
    double[] all = Loss.logSoftmax(logits);
    return new LabelAnswer(
        IntStream.range(0, of.length)
            .boxed()
            .sorted((a, b) -> Double.compare(of[b], of[a]))
            .toList(),
        Arrays.stream(Loss.logSoftmax(of)).map(StrictMath::exp).boxed().toList(),
        Math.min(1, labels.stream().mapToDouble(v -> StrictMath.exp(all[v])).sum()));
  }
}
