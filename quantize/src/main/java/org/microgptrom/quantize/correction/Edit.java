package org.microgptrom.quantize.correction;

import java.util.ArrayList;
import java.util.List;

/**
 * What was done to a letter of a right word when it was misspelt.
 *
 * @param before the code point before the letter in the right word, {@link #START} at its start;
 *     for {@link Kind#REPLACED} the right letter, for {@link Kind#SWAPPED} the first of both
 * @param letter the code point that was left out, put in, put in its place, or the second of both
 */
record Edit(Kind kind, int before, int letter) {
  /** Stands for the letter before the first one. */
  static final int START = -1;

  /** What can be done to a letter. */
  enum Kind {
    /** A letter was left out. */
    OMITTED,
    /** The second of two equal letters was left out. */
    UNDOUBLED,
    /** A letter was put in. */
    ADDED,
    /** A letter was written twice. */
    DOUBLED,
    /** Another letter was written. */
    REPLACED,
    /** Two letters changed places. */
    SWAPPED
  }

  /**
   * The fewest edits that make one word of another, by the distance of optimal string alignment: no
   * letter is edited twice. Where several ways are as short, from the end on, the one that
   * undoubles, else doubles, else replaces, else swaps, else omits.
   *
   * @param right code points
   * @param wrong code points
   * @return the edits, the last one first
   */
  static List<Edit> between(int[] right, int[] wrong) {
    int[][] distance = distances(right, wrong); // (letters of right + 1, letters of wrong + 1)
    List<Edit> edits = new ArrayList<>();
    int i = right.length;
    int j = wrong.length;
    while (i > 0 || j > 0) {
      int here = distance[i][j];
      boolean omitted = i > 0 && here == distance[i - 1][j] + 1;
      boolean added = j > 0 && here == distance[i][j - 1] + 1;
      if (omitted && i > 1 && right[i - 1] == right[i - 2]) {
        i--;
        edits.add(new Edit(Kind.UNDOUBLED, right[i], right[i]));
      } else if (added && i > 0 && right[i - 1] == wrong[j - 1]) {
        j--;
        edits.add(new Edit(Kind.DOUBLED, wrong[j], wrong[j]));
      } else if (i > 0 && j > 0 && here == distance[i - 1][j - 1] + differ(right, wrong, i, j)) {
        i--;
        j--;
        if (right[i] != wrong[j]) {
          edits.add(new Edit(Kind.REPLACED, right[i], wrong[j]));
        }
      } else if (areSwapped(right, wrong, i, j) && here == distance[i - 2][j - 2] + 1) {
        i -= 2;
        j -= 2;
        edits.add(new Edit(Kind.SWAPPED, right[i], right[i + 1]));
      } else if (omitted) {
        i--;
        edits.add(new Edit(Kind.OMITTED, before(right, i), right[i]));
      } else {
        j--;
        edits.add(new Edit(Kind.ADDED, before(right, i), wrong[j]));
      }
    }
    return edits;
  }

  private static int before(int[] right, int i) {
    return i == 0 ? START : right[i - 1];
  }

  /** The fewest edits that make one word of the other. */
  static int distance(int[] right, int[] wrong) {
    return distances(right, wrong)[right.length][wrong.length];
  }

  private static int[][] distances(int[] right, int[] wrong) {
    int[][] distance = new int[right.length + 1][wrong.length + 1];
    for (int i = 0; i <= right.length; i++) {
      for (int j = 0; j <= wrong.length; j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int least = distance[i - 1][j - 1] + differ(right, wrong, i, j);
        least = Math.min(least, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        if (areSwapped(right, wrong, i, j)) {
          least = Math.min(least, distance[i - 2][j - 2] + 1);
        }
        distance[i][j] = least;
      }
    }
    return distance;
  }

  private static int differ(int[] right, int[] wrong, int i, int j) {
    return right[i - 1] == wrong[j - 1] ? 0 : 1;
  }

  /** Whether the letters before these places are two that changed places. */
  private static boolean areSwapped(int[] right, int[] wrong, int i, int j) {
    return i > 1
        && j > 1
        && right[i - 1] == wrong[j - 2]
        && right[i - 2] == wrong[j - 1]
        && right[i - 1] != right[i - 2];
  }
}
