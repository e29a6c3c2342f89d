package org.microgptrom.quantize.correction;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Loss;

/**
 * Finds what may be meant by a word. The cost of a word of the dictionary is that of the edits from
 * it to what was asked, plus {@value #WEIGHT} times its surprise, the negative logarithm of the
 * probability that the model gives all its symbols and its end. This is the noisy channel of
 * Kernighan, Church and Gale (1990), with a weight as the model's probabilities are not those with
 * which words are misspelt.
 */
public final class Corrector {
  /** Found by cross-validation; between 0.1 and 0.3 nothing changes much. */
  private static final double WEIGHT = 0.2;

  private final Vocabulary vocabulary;
  private final LogitSource source;
  private final Dictionary dictionary;
  private final double[] surprises; // of the words in nats, NaN where not known yet

  /**
   * A corrector, for one thread.
   *
   * @param vocabulary of the model, with all letters of the dictionary
   * @param source the model, whose context all words of the dictionary fit with their ends
   */
  public Corrector(Vocabulary vocabulary, LogitSource source, Dictionary dictionary) {
    this.vocabulary = vocabulary;
    this.source = source;
    this.dictionary = dictionary;
    surprises = new double[dictionary.words().size()];
    Arrays.fill(surprises, Double.NaN);
  }

  /**
   * All corrections of each word, the best first, of equal ones the first of the dictionary; none
   * where no word is near. A word of the dictionary is its own correction, at the cost of no edit.
   *
   * @param asked words of any symbols
   */
  public List<List<Correction>> correct(List<String> asked, EditCosts costs) {
    List<int[]> letters = asked.stream().map(word -> word.codePoints().toArray()).toList();
    List<List<Integer>> near = letters.parallelStream().map(dictionary::near).toList();
    askModel(near);
    return IntStream.range(0, asked.size())
        .parallel()
        .mapToObj(i -> ranked(letters.get(i), near.get(i), costs))
        .toList();
  }

  private List<Correction> ranked(int[] asked, List<Integer> near, EditCosts costs) {
    return near.stream()
        .map(
            word -> {
              List<Edit> edits = Edit.between(dictionary.letters(word), asked);
              return new Correction(
                  dictionary.words().get(word),
                  edits.size(),
                  costs.of(edits) + WEIGHT * surprises[word]);
            })
        .sorted(Comparator.comparingDouble(Correction::cost))
        .toList();
  }

  /** Asks the model for the words that it was not asked for before. */
  private void askModel(List<List<Integer>> near) {
    int[] words =
        near.stream()
            .flatMap(List::stream)
            .mapToInt(Integer::intValue)
            .filter(word -> Double.isNaN(surprises[word]))
            .distinct()
            .sorted()
            .toArray();
    if (words.length == 0) {
      return;
    }
    double[] found =
        Loss.logLikelihoods(
            source,
            Arrays.stream(words)
                .mapToObj(dictionary.words()::get)
                .map(word -> vocabulary.sequence(word, Integer.MAX_VALUE - 1))
                .toList());
    for (int i = 0; i < words.length; i++) {
      surprises[words[i]] = -found[i];
    }
  }
}
