package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.Site;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Saturations;
import org.microgptrom.quantize.evaluation.Loss;

/** The sums of a comparison of float and fixed point over one or more sequences. */
final class ComparedSequence {
  private final QuantizedModel model;
  private final Map<SiteKey, ErrorStatistics> sites = new LinkedHashMap<>();
  private final Saturations saturations;
  private long tokens;
  private double lossFloat;
  private double lossFixed;
  private double kl;
  private long agreements;

  /** A site of a layer. */
  record SiteKey(Site site, int layer) {}

  ComparedSequence(QuantizedModel model) {
    this.model = model;
    this.saturations = new Saturations(model.config().layers());
  }

  /** Gives a site its place among the sites, before its values come. */
  void announce(SiteKey key) {
    sites.putIfAbsent(key, new ErrorStatistics());
  }

  /** Takes one lane of a site's values, (size, lanes). */
  void site(SiteKey key, double[][] expected, int[][] words, int lane) {
    QFormat format = model.formats().site(key.site, key.layer);
    ErrorStatistics statistics = sites.computeIfAbsent(key, k -> new ErrorStatistics());
    for (int i = 0; i < words.length; i++) {
      statistics.add(expected[i][lane], format.real(words[i][lane]));
    }
  }

  /**
   * Takes one lane of the logits, (vocabulary, lanes).
   *
   * @param target the token that follows
   */
  void predict(double[][] floats, int[][] words, int lane, int target) {
    double[] expected = new double[words.length];
    double[] actual = new double[words.length];
    for (int v = 0; v < words.length; v++) {
      expected[v] = floats[v][lane];
      actual[v] = model.formats().logits().real(words[v][lane]);
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

  /** Takes clamps. */
  void add(Saturations clamps) {
    saturations.add(clamps);
  }

  /** Takes all that another one has gathered. */
  void add(ComparedSequence other) {
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

  /** The figures of all that was gathered, which was of these sequences. */
  Comparison result(List<int[]> sequences) {
    Vocabulary vocabulary = model.vocabulary();
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
        sequences.size(),
        tokens,
        vocabulary.isOfBytes() ? 0 : vocabulary.bytes(sequences),
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
