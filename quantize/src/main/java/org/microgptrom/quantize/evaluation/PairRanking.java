package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a model tells right words from misspelt ones. A word's score is the mean logarithm of
 * the probability of its symbols and its end, in nats per token.
 *
 * @param rightPreferred number of pairs whose right word has the higher score
 * @param share of the pairs whose right word has the higher score, 0..1
 * @param auc the area under the ROC curve: how often a right word has a higher score than a
 *     misspelt one, over all right and all misspelt words, 0..1, equal scores counted as half
 * @param meanRight mean score of the right words
 * @param meanWrong mean score of the misspelt words
 * @param thresholds the share of misspelt words that some thresholds find
 * @param worst the pairs whose misspelt word has the higher score by most
 */
public record PairRanking(
    int rightPreferred,
    double share,
    double auc,
    double meanRight,
    double meanWrong,
    List<Threshold> thresholds,
    List<Scored> worst) {
  private static final List<Double> ALARMS = List.of(0.01, 0.05, 0.1, 0.2);

  /** Copies the lists. */
  public PairRanking {
    thresholds = List.copyOf(thresholds);
    worst = List.copyOf(worst);
  }

  /**
   * A threshold; words with a score below it are called misspelt.
   *
   * @param score the threshold, nats per token
   * @param falseAlarms share of the right words that are called misspelt, 0..1
   * @param found share of the misspelt words that are called misspelt, 0..1
   */
  public record Threshold(double score, double falseAlarms, double found) {}

  /** A pair with its scores, nats per token. */
  public record Scored(String right, String wrong, double scoreRight, double scoreWrong) {}

  /**
   * Ranks pairs by their words' scores.
   *
   * @param pairs to rank, at least one
   * @param scores of all right words, then of all misspelt ones
   * @param listed number of the worst pairs that are kept
   */
  static PairRanking of(List<WordPair> pairs, double[] scores, int listed) {
    double[] right = Arrays.copyOf(scores, pairs.size());
    double[] wrong = Arrays.copyOfRange(scores, pairs.size(), scores.length);
    int preferred = (int) IntStream.range(0, right.length).filter(i -> right[i] > wrong[i]).count();
    List<Scored> worst =
        IntStream.range(0, right.length)
            .filter(i -> right[i] <= wrong[i])
            .mapToObj(
                i -> new Scored(pairs.get(i).right(), pairs.get(i).wrong(), right[i], wrong[i]))
            .sorted(Comparator.comparingDouble(scored -> scored.scoreRight - scored.scoreWrong))
            .limit(listed)
            .toList();
    double[] rightAscending = right.clone();
    double[] wrongAscending = wrong.clone();
    Arrays.sort(rightAscending);
    Arrays.sort(wrongAscending);
    return new PairRanking(
        preferred,
        (double) preferred / right.length,
        auc(rightAscending, wrongAscending),
        mean(right),
        mean(wrong),
        ALARMS.stream().map(share -> threshold(share, rightAscending, wrongAscending)).toList(),
        worst);
  }

  /** The threshold that calls at most this share of the right words misspelt. */
  private static Threshold threshold(double share, double[] right, double[] wrong) {
    double score = right[(int) (share * right.length)];
    return new Threshold(
        score,
        (double) below(right, score) / right.length,
        (double) below(wrong, score) / wrong.length);
  }

  /**
   * The statistic of Mann and Whitney: two for each pair in the right order, and one for each with
   * equal scores.
   */
  private static double auc(double[] right, double[] wrong) {
    long twice = 0;
    for (double score : right) {
      twice += below(wrong, score) + below(wrong, Math.nextUp(score));
    }
    return twice / (2.0 * right.length * wrong.length);
  }

  /** The number of values, which ascend, that are less than this one. */
  private static int below(double[] ascending, double value) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double mean(double[] scores) {
    double sum = 0; // in order; a stream's sum is compensated, which says no more
    for (double score : scores) {
      sum += score;
    }
    return sum / scores.length;
  }
}
