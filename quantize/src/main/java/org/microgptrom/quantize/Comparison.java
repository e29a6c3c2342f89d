package org.microgptrom.quantize;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Saturations;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.evaluation.Loss;

/**
 * A comparison of the float reference and the golden simulator on the same token sequences,
 * teacher-forced.
 *
 * @param sequences number of sequences
 * @param tokens number of predictions compared
 * @param lossFloat mean cross-entropy of the float reference, nats per token with the end token
 * @param lossFixed mean cross-entropy of the fixed-point model, nats per token with the end token
 * @param klNatsPerToken mean Kullback-Leibler divergence of fixed point from float, nats per token
 * @param maxLogitError largest absolute difference of a logit
 * @param argmaxAgreement share of tokens where float and fixed point prefer the same symbol, 0..1
 * @param saturations number of clamps at all sites
 * @param sites the errors of the sites, one entry per site that has values
 */
public record Comparison(
    int sequences,
    long tokens,
    double lossFloat,
    double lossFixed,
    double klNatsPerToken,
    double maxLogitError,
    double argmaxAgreement,
    long saturations,
    List<SiteError> sites) {
  /** Copies the list. */
  public Comparison {
    sites = List.copyOf(sites);
  }

  /**
   * Compares over sequences as {@code Vocabulary.sequence} makes them. Sequences run in parallel;
   * their results are added up in order, so the figures do not depend on the number of processors.
   */
  static Comparison run(
      Checkpoint checkpoint, QuantizedModel model, List<int[]> sequences, Progress progress) {
    AtomicInteger done = new AtomicInteger();
    Run total = new Run(checkpoint, model);
    sequences.parallelStream()
        .map(
            sequence -> {
              Run run = new Run(checkpoint, model);
              run.sequence(sequence);
              progress.at("evaluation", done.incrementAndGet(), sequences.size());
              return run;
            })
        .forEachOrdered(total::add);
    return total.result(sequences.size());
  }

  /** Compares one sequence at a time and holds the sums of one or more sequences. */
  private static final class Run {
    private final QuantizedModel model;
    private final Map<SiteKey, ErrorStatistics> sites = new LinkedHashMap<>();
    private final Queue<double[]> reference = new ArrayDeque<>();
    private final Saturations saturations;
    private final FloatModel floatModel;
    private final GoldenSimulator simulator;
    private long tokens;
    private double lossFloat;
    private double lossFixed;
    private double kl;
    private long agreements;

    private record SiteKey(Site site, int layer) {}

    Run(Checkpoint checkpoint, QuantizedModel model) {
      this.model = model;
      this.saturations = new Saturations(model.config().layers());
      this.floatModel =
          new FloatModel(checkpoint, (site, layer, values) -> reference.add(values.clone()));
      this.simulator = new GoldenSimulator(model, this::compare);
    }

    /** Compares the values of one site. Both models visit the same sites in the same order. */
    private void compare(Site site, int layer, int[] words) {
      double[] expected = reference.remove();
      QFormat format = model.formats().site(site, layer);
      ErrorStatistics statistics =
          sites.computeIfAbsent(new SiteKey(site, layer), key -> new ErrorStatistics());
      for (int i = 0; i < words.length; i++) {
        statistics.add(expected[i], format.real(words[i]));
      }
    }

    void sequence(int[] sequence) {
      for (int position = 0; position + 1 < sequence.length; position++) {
        double[] expected = floatModel.step(sequence[position]);
        int[] words = simulator.step(sequence[position]);
        predict(expected, words, sequence[position + 1]);
      }
      saturations.add(simulator.saturations());
    }

    private void predict(double[] expected, int[] words, int target) {
      double[] actual = new double[words.length];
      for (int v = 0; v < words.length; v++) {
        actual[v] = model.formats().logits().real(words[v]);
      }
      agreements += argmax(expected) == argmax(actual) ? 1 : 0;
      double[] logExpected = Loss.logSoftmax(expected);
      double[] logActual = Loss.logSoftmax(actual);
      lossFloat -= logExpected[target];
      lossFixed -= logActual[target];
      for (int v = 0; v < logExpected.length; v++) {
        kl += StrictMath.exp(logExpected[v]) * (logExpected[v] - logActual[v]);
      }
      tokens++;
    }

    void add(Run other) {
      other.sites.forEach(
          (key, statistics) ->
              sites.computeIfAbsent(key, k -> new ErrorStatistics()).add(statistics));
      saturations.add(other.saturations);
      tokens += other.tokens;
      lossFloat += other.lossFloat;
      lossFixed += other.lossFixed;
      kl += other.kl;
      agreements += other.agreements;
    }

    Comparison result(int sequences) {
      List<SiteError> errors = new ArrayList<>();
      sites.forEach(
          (key, statistics) ->
              errors.add(
                  new SiteError(
                      key.site.in(key.layer),
                      model.formats().site(key.site, key.layer),
                      statistics.largest(),
                      statistics.largestError(),
                      statistics.rmsError(),
                      saturations.at(key.site, key.layer))));
      return new Comparison(
          sequences,
          tokens,
          lossFloat / tokens,
          lossFixed / tokens,
          kl / tokens,
          Objects.requireNonNull(sites.get(new SiteKey(Site.LOGITS, Site.NO_LAYER))).largestError(),
          (double) agreements / tokens,
          saturations.total(),
          errors);
    }

    private static int argmax(double[] values) {
      int best = 0;
      for (int i = 1; i < values.length; i++) {
        if (values[i] > values[best]) {
          best = i;
        }
      }
      return best;
    }
  }
}
