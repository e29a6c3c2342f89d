package org.microgptrom.quantize.evaluation;

import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.model.Vocabulary;

/**
 * The task of telling right words from misspelt ones.
 *
 * @param vocabulary which has all symbols of the words
 * @param pairs of words that fit the context with their ends
 * @param tooLong number of pairs that were left out because a word does not fit
 * @param listed number of the worst pairs a result lists
 */
public record PairTask(Vocabulary vocabulary, List<WordPair> pairs, int tooLong, int listed)
    implements Task {
  /** Copies the list. */
  public PairTask {
    pairs = List.copyOf(pairs);
  }

  /**
   * The task on these pairs.
   *
   * @param where names the pairs in errors
   * @throws org.microgptrom.model.io.InputException if no pair fits, or the vocabulary lacks a
   *     symbol
   */
  public static PairTask of(
      Object where, Vocabulary vocabulary, int context, List<WordPair> pairs, int listed) {
    words(pairs).forEach(word -> Task.sequence(where, vocabulary, word));
    List<WordPair> fitting =
        pairs.stream()
            .filter(p -> words(List.of(p)).noneMatch(w -> vocabulary.isTruncated(w, context)))
            .toList();
    int tooLong = pairs.size() - fitting.size();
    Task.requireSome(where, "pairs", fitting.size(), tooLong);
    return new PairTask(vocabulary, fitting, tooLong, listed);
  }

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public PairTask first(int count) {
    return new PairTask(vocabulary, pairs.subList(0, Math.min(count, pairs.size())), 0, listed);
  }

  /** The sequences of all right words, then of all misspelt ones. */
  @Override
  public List<int[]> sequences() {
    return words(pairs).map(w -> vocabulary.sequence(w, Integer.MAX_VALUE - 1)).toList();
  }

  private static Stream<String> words(List<WordPair> pairs) {
    return Stream.concat(pairs.stream().map(WordPair::right), pairs.stream().map(WordPair::wrong));
  }

  @Override
  public Result judge(String by, LogitSource source) {
    List<int[]> sequences = sequences();
    double[] scores = Loss.logLikelihoods(source, sequences);
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sequences.get(i).length - 1;
    }
    return new Result(by, size(), null, null, PairRanking.of(pairs, scores, listed));
  }
}
