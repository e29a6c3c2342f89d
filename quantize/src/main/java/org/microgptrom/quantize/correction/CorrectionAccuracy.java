package org.microgptrom.quantize.correction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.microgptrom.quantize.evaluation.WordPair;

/**
 * How often a corrector knows what was meant.
 *
 * @param pairs number of misspelt words
 * @param near of how many the right word is among the corrections
 * @param first of how many it is the best one
 * @param three of how many it is among the best three
 * @param words number of words of the dictionary
 * @param kept how many of them are their own best correction
 */
public record CorrectionAccuracy(int pairs, int near, int first, int three, int words, int kept) {
  /** Number of parts of the pairs; each is corrected with costs that the others teach. */
  public static final int FOLDS = 5;

  /** A misspelt word and its corrections, the best first. */
  public record Measured(WordPair pair, List<Correction> corrections) {
    /** Copies the list. */
    public Measured {
      corrections = List.copyOf(corrections);
    }

    /** The place of the right word, from 0; -1 where it is not among the corrections. */
    int place() {
      return corrections.stream().map(Correction::word).toList().indexOf(pair.right());
    }
  }

  /**
   * Corrects the misspelt words of pairs by costs that were not learned from them. All pairs of a
   * right word are in one part, as are most words like it: parts are ranges of the sorted words.
   *
   * @param pairs of at least as many right words as there are parts
   * @throws IllegalArgumentException if there are fewer
   */
  public static List<Measured> crossFitted(Corrector corrector, List<WordPair> pairs) {
    Map<String, List<WordPair>> byRight = new TreeMap<>();
    pairs.forEach(p -> byRight.computeIfAbsent(p.right(), right -> new ArrayList<>()).add(p));
    if (byRight.size() < FOLDS) {
      throw new IllegalArgumentException(
          "at least " + FOLDS + " different right words expected, not " + byRight.size());
    }
    List<List<WordPair>> groups = List.copyOf(byRight.values());
    List<Measured> measured = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<WordPair> others = new ArrayList<>();
      List<WordPair> own = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        (i * FOLDS / groups.size() == fold ? own : others).addAll(groups.get(i));
      }
      List<List<Correction>> corrections =
          corrector.correct(own.stream().map(WordPair::wrong).toList(), EditCosts.learn(others));
      for (int i = 0; i < own.size(); i++) {
        measured.add(new Measured(own.get(i), corrections.get(i)));
      }
    }
    return measured;
  }

  /**
   * Counts what was measured, and which words of the dictionary stay as they are.
   *
   * @param costs by which those are corrected
   */
  public static CorrectionAccuracy of(
      List<Measured> measured, Corrector corrector, Dictionary dictionary, EditCosts costs) {
    List<Integer> places = measured.stream().map(Measured::place).toList();
    List<String> words = dictionary.words();
    List<List<Correction>> same = corrector.correct(words, costs);
    int kept = 0;
    for (int i = 0; i < words.size(); i++) {
      kept += same.get(i).get(0).word().equals(words.get(i)) ? 1 : 0;
    }
    return new CorrectionAccuracy(
        measured.size(),
        (int) places.stream().filter(place -> place >= 0).count(),
        (int) places.stream().filter(place -> place == 0).count(),
        (int) places.stream().filter(place -> place >= 0 && place < 3).count(),
        words.size(),
        kept);
  }
}
