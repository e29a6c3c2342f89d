package org.microgptrom.model.code;

import java.util.Arrays;

/**
 * The codebook with the least squared error for given words: Lloyd's algorithm on their histogram,
 * in integers but for the means, which are rounded, so that it is the same on every machine.
 *
 * @see <a href="https://doi.org/10.1109/TIT.1982.1056489">Lloyd: Least squares quantization in
 *     PCM</a>
 */
final class Lloyd {
  private static final int MOST_ROUNDS = 200;

  private Lloyd() {}

  /**
   * A codebook for words that are counted in a histogram of at least one.
   *
   * @param counts of each word, by word + 32768
   * @param size 4, 8 or 16
   */
  static Codebook fit(long[] counts, int size) {
    return improve(counts, quantiles(counts, size));
  }

  /** The best codebook that Lloyd's algorithm finds from this one on. */
  static Codebook improve(long[] counts, Codebook start) {
    Codebook best = start;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Codebook next = distinct(means(counts, best));
      if (next.equals(best)) {
        break;
      }
      best = next;
    }
    return best;
  }

  /** The words at which 1/2n, 3/2n, ... of all words are counted. */
  private static Codebook quantiles(long[] counts, int size) {
    long all = Arrays.stream(counts).sum();
    int[] words = new int[size];
    long below = 0;
    int at = 0;
    for (int i = 0; i < size; i++) {
      while (2L * size * (below + counts[at]) < all * (2L * i + 1)) {
        below += counts[at++];
      }
      words[i] = at + Short.MIN_VALUE;
    }
    return distinct(words);
  }

  /** The mean of the words that are nearest to each value; the value where there are none. */
  private static int[] means(long[] counts, Codebook codebook) {
    int[] means = new int[codebook.size()];
    int at = 0;
    for (int code = 0; code < means.length; code++) {
      int end =
          code + 1 < means.length ? limit(codebook, code) + 1 - Short.MIN_VALUE : WordCounts.WORDS;
      long sum = 0;
      long count = 0;
      for (; at < end; at++) {
        sum += counts[at] * (at + Short.MIN_VALUE);
        count += counts[at];
      }
      means[code] =
          count == 0 ? codebook.value(code) : (int) Math.floorDiv(2 * sum + count, 2 * count);
    }
    return means;
  }

  /** The largest word that is nearer to a code's value than to the next one's, or as near. */
  static int limit(Codebook codebook, int code) {
    return Math.floorDiv(codebook.value(code) + codebook.value(code + 1), 2);
  }

  /** The ascending values with equal ones moved apart. */
  private static Codebook distinct(int[] ascending) {
    int[] values = ascending.clone();
    for (int i = 1; i < values.length; i++) {
      values[i] = Math.max(values[i], values[i - 1] + 1);
    }
    int most = Short.MAX_VALUE;
    for (int i = values.length - 1; i >= 0 && values[i] > most; i--) {
      values[i] = most--;
    }
    short[] words = new short[values.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) values[i];
    }
    return new Codebook(words);
  }
}
