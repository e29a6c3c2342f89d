package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.walk.Token;
import org.microgptrom.quantize.evaluation.Loss;

/**
 * A comparison of the float reference with the golden simulator, prediction by prediction.
 *
 * @param documents number of documents that were fed to both
 * @param predictions number of predictions that were compared
 * @param logits pairs of float and fixed logit, at most 3,000, taken from the predictions at equal
 *     distances
 * @param divergence counts of predictions by the decimal logarithm of their Kullback-Leibler
 *     divergence, fixed from float, in nats; 0 counts as {@link #LEAST_DIVERGENCE}
 * @param meanDivergence mean Kullback-Leibler divergence, in nats
 * @param maxLogitError the largest difference of any logit
 * @param worst the predictions with the largest divergence, the worst first
 */
public record Agreement(
    int documents,
    long predictions,
    List<Pair> logits,
    Histogram divergence,
    double meanDivergence,
    double maxLogitError,
    List<Prediction> worst) {
  /** The divergence that a smaller one counts as. */
  public static final double LEAST_DIVERGENCE = 1e-16;

  private static final int MOST_PAIRS = 3000;
  private static final int WORST = 8;
  private static final double BINS_PER_DECADE = 2;

  /**
   * The number of multiplications that the comparison may cost: some seconds in the float
   * reference.
   */
  private static final long WORK = 1_000_000_000L;

  /**
   * One prediction.
   *
   * @param context the text before it
   * @param target the symbol that follows, {@code BOS} at the end
   * @param position in the document, from 0
   * @param divergence Kullback-Leibler divergence, fixed from float, in nats
   * @param probabilityFloat the target's probability in floating point
   * @param probabilityFixed the target's probability in fixed point
   */
  public record Prediction(
      String context,
      String target,
      int position,
      double divergence,
      double probabilityFloat,
      double probabilityFixed) {}

  /** The logit of one symbol in float and in fixed point, in JSON an array of the two. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @JsonPropertyOrder({"expected", "actual"})
  public record Pair(double expected, double actual) {
    private double error() {
      return Math.abs(expected - actual);
    }
  }

  private record Step(Prediction prediction, List<Pair> logits) {}

  /** Feeds the documents to both models, as many as some seconds allow, at least one. */
  static Agreement of(Checkpoint checkpoint, QuantizedModel model, List<String> documents) {
    List<Step> steps = new ArrayList<>();
    int fed = 0;
    long most = Math.max(1, WORK / checkpoint.config().parameterCount());
    for (String document : documents) {
      if (steps.size() >= most) {
        break;
      }
      feed(checkpoint, model, document, steps);
      fed++;
    }
    double sum = steps.stream().mapToDouble(step -> step.prediction.divergence).sum();
    return new Agreement(
        fed,
        steps.size(),
        pairs(steps),
        divergences(steps),
        sum / steps.size(),
        steps.stream()
            .flatMap(step -> step.logits.stream())
            .mapToDouble(Pair::error)
            .max()
            .orElseThrow(),
        steps.stream()
            .map(Step::prediction)
            .sorted(Comparator.comparingDouble(Prediction::divergence).reversed())
            .limit(WORST)
            .toList());
  }

  private static void feed(
      Checkpoint checkpoint, QuantizedModel model, String document, List<Step> steps) {
    Vocabulary vocabulary = model.vocabulary();
    int[] sequence = vocabulary.sequence(document, model.config().context());
    FloatModel reference = new FloatModel(checkpoint);
    GoldenSimulator simulator = new GoldenSimulator(model);
    for (int position = 0; position + 1 < sequence.length; position++) {
      double[] expected = reference.step(sequence[position]);
      double[] actual =
          Arrays.stream(simulator.step(sequence[position]))
              .mapToDouble(model.formats().logits()::real)
              .toArray();
      double[] logExpected = Loss.logSoftmax(expected);
      double[] logActual = Loss.logSoftmax(actual);
      double divergence = 0;
      for (int v = 0; v < expected.length; v++) {
        divergence += StrictMath.exp(logExpected[v]) * (logExpected[v] - logActual[v]);
      }
      int target = sequence[position + 1];
      steps.add(
          new Step(
              new Prediction(
                  vocabulary.decode(Arrays.copyOfRange(sequence, 0, position + 1)),
                  Token.of(vocabulary, target).symbol(),
                  position,
                  divergence,
                  StrictMath.exp(logExpected[target]),
                  StrictMath.exp(logActual[target])),
              IntStream.range(0, expected.length)
                  .mapToObj(v -> new Pair(expected[v], actual[v]))
                  .toList()));
    }
  }

  private static List<Pair> pairs(List<Step> steps) {
    int symbols = steps.get(0).logits.size();
    int all = steps.size() * symbols;
    List<Pair> pairs = new ArrayList<>();
    for (int at = 0; at < all; at += Region.ceilDiv(all, MOST_PAIRS)) {
      pairs.add(steps.get(at / symbols).logits.get(at % symbols));
    }
    return pairs;
  }

  private static Histogram divergences(List<Step> steps) {
    int[] bins =
        steps.stream()
            .mapToDouble(step -> Math.max(LEAST_DIVERGENCE, step.prediction.divergence))
            .mapToInt(kl -> (int) Math.floor(BINS_PER_DECADE * StrictMath.log10(kl)))
            .toArray();
    int first = Arrays.stream(bins).min().orElseThrow();
    Long[] counts = new Long[Arrays.stream(bins).max().orElseThrow() - first + 1];
    Arrays.fill(counts, 0L);
    for (int bin : bins) {
      counts[bin - first]++;
    }
    return new Histogram(first / BINS_PER_DECADE, 1 / BINS_PER_DECADE, List.of(counts));
  }
}
