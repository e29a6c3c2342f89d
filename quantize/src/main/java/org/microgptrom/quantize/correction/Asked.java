package org.microgptrom.quantize.correction;

/**
 * A word whose distance from many others is asked for, by the bit-parallel algorithm of Hyyrö ("A
 * bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003): a column of
 * the table of distances is two words of bits, of where it rises and where it falls.
 */
final class Asked {
  private static final int SMALL = 128;

  private final int[] letters;
  private final long[] places = new long[SMALL]; // of ASCII letters: a bit for each place

  /** Takes the code points of a word. */
  Asked(int[] letters) {
    this.letters = letters;
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] < SMALL) {
        places[letters[i]] |= 1L << i;
      }
    }
  }

  /** The distance of optimal string alignment from this word, see {@link Edit#between}. */
  int distance(int[] word) {
    if (letters.length == 0 || letters.length > Long.SIZE) {
      return Edit.distance(word, letters);
    }
    long last = 1L << (letters.length - 1);
    long rises = -1;
    long falls = 0;
    long same = 0; // where the last column had what is diagonal before it
    long matchesBefore = 0;
    int distance = letters.length;
    for (int letter : word) {
      long matches = matches(letter);
      long swapped = ((~same & matches) << 1) & matchesBefore;
      same = swapped | (((matches & rises) + rises) ^ rises) | matches | falls;
      long increases = falls | ~(same | rises);
      long decreases = same & rises;
      if ((increases & last) != 0) {
        distance++;
      } else if ((decreases & last) != 0) {
        distance--;
      }
      increases = increases << 1 | 1;
      decreases <<= 1;
      rises = decreases | ~(same | increases);
      falls = increases & same;
      matchesBefore = matches;
    }
    return distance;
  }

  private long matches(int letter) {
    if (letter < SMALL) {
      return places[letter];
    }
    long bits = 0;
    for (int i = 0; i < letters.length; i++) {
      bits |= letters[i] == letter ? 1L << i : 0;
    }
    return bits;
  }
}
