package org.microgptrom.quantize.correction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Words in which those near to another one are found: at most {@link #FARTHEST} letters omitted,
 * added, replaced or swapped with the next (optimal string alignment). An edit takes at most one
 * letter from the set of a word's letters and adds at most one, by which nearly all words are ruled
 * out before a distance is computed.
 */
public final class Dictionary {
  /** The largest distance of a word that is found. */
  public static final int FARTHEST = 2;

  private final List<String> words;
  private final int[][] letters; // code points of each word
  private final long[] sets; // bits of its letters

  /** Of these words; the same one counts once. */
  public Dictionary(Collection<String> words) {
    this.words = List.copyOf(new TreeSet<>(words));
    letters = this.words.stream().map(w -> w.codePoints().toArray()).toArray(int[][]::new);
    sets = new long[letters.length];
    for (int i = 0; i < sets.length; i++) {
      sets[i] = set(letters[i]);
    }
  }

  /** The words, ascending. */
  public List<String> words() {
    return words;
  }

  int[] letters(int word) {
    return letters[word];
  }

  /**
   * The numbers of the words within the largest distance, ascending.
   *
   * @param asked code points
   */
  List<Integer> near(int[] asked) {
    List<Integer> found = new ArrayList<>();
    Asked from = new Asked(asked);
    long set = set(asked);
    for (int w = 0; w < sets.length; w++) {
      if (Long.bitCount(sets[w] & ~set) <= FARTHEST
          && Long.bitCount(set & ~sets[w]) <= FARTHEST
          && Math.abs(letters[w].length - asked.length) <= FARTHEST
          && from.distance(letters[w]) <= FARTHEST) {
        found.add(w);
      }
    }
    return found;
  }

  /** A bit for each letter; letters that share one rule out less, never too much. */
  private static long set(int[] letters) {
    long set = 0;
    for (int letter : letters) {
      set |= 1L << letter;
    }
    return set;
  }
}
