package org.microgptrom.datasets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.microgptrom.model.Merge;
import org.microgptrom.model.Vocabulary;

/**
 * Learns a byte-pair vocabulary: again and again the two neighbouring symbols that occur together
 * most often become a symbol of their own (Sennrich, Haddow, Birch, 2016). Of pairs that occur
 * equally often the one whose left symbol has the lower id comes first, then the one whose right
 * symbol has; the alphabet has the first ids, ascending, then come the merges' symbols in the order
 * in which they are made. Hugging Face's {@code BpeTrainer} learns the same.
 *
 * <p>Texts are cut before each space, so that a symbol may begin with a space and has no other. A
 * code point that occurs only at the end of documents takes part in no merge, as it may be a label;
 * no symbol has more than {@link #MOST_BYTES}.
 */
public final class SubwordLearner {
  /** The most bytes of a symbol in UTF-8: boards hold as many for every symbol. */
  public static final int MOST_BYTES = 16;

  /** A pair that occurs once is no pattern. */
  private static final long LEAST = 2;

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);

  private final List<String> symbols;
  private final Map<String, Integer> ids = new HashMap<>();
  private final int[] bytes = new int[Vocabulary.LARGEST]; // of each symbol in UTF-8
  private final List<Merge> merges = new ArrayList<>();
  private final BitSet labels;
  private final List<int[]> words = new ArrayList<>(); // the distinct pieces, in symbols
  private final long[] counts; // of each word
  private final Map<Long, Pair> pairs = new HashMap<>(); // by left id and right id
  private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(BEST_FIRST);
  private final Set<Long> grown = new HashSet<>(); // pairs that occur more often than before

  /** Two symbols that stand together. */
  private static final class Pair {
    private final Set<Integer> words = new HashSet<>(); // in which they do, or did once
    private long count;
  }

  /** A pair with its number of occurrences when it became a candidate. */
  private record Candidate(long count, long pair) {}

  private SubwordLearner(Vocabulary alphabet, List<String> documents) {
    symbols = new ArrayList<>();
    alphabet.symbols().forEach(this::id);
    labels = labels(alphabet, documents);
    Map<String, Long> pieces = new HashMap<>();
    for (String document : documents) {
      Vocabulary.pieces(document).forEach(piece -> pieces.merge(piece, 1L, Long::sum));
    }
    counts = new long[pieces.size()];
    pieces.forEach(
        (piece, count) -> {
          counts[words.size()] = count;
          words.add(alphabet.encode(piece));
        });
  }

  /**
   * The vocabulary of a corpus with at most so many tokens, fewer where no pair of symbols occurs
   * twice any more.
   *
   * @param alphabet the code points of all documents
   * @param documents to learn from
   * @param tokens V, with BOS, more than those of the alphabet
   * @throws IllegalArgumentException if there are no more than those of the alphabet, or no pair
   *     occurs twice
   */
  public static Vocabulary learn(Vocabulary alphabet, List<String> documents, int tokens) {
    if (tokens <= alphabet.size()) {
      throw new IllegalArgumentException(
          "the characters of the corpus and BOS are "
              + alphabet.size()
              + " tokens already, more are expected than that, not "
              + tokens);
    }
    return new SubwordLearner(alphabet, documents).learn(tokens - 1);
  }

  private Vocabulary learn(int size) {
    for (int word = 0; word < words.size(); word++) {
      int[] of = words.get(word);
      for (int i = 0; i + 1 < of.length; i++) {
        count(word, of[i], of[i + 1], 1);
      }
    }
    offerGrown();
    while (symbols.size() < size && !candidates.isEmpty()) {
      Candidate best = candidates.remove();
      Pair pair = pairs.get(best.pair);
      if (pair == null || pair.count < LEAST) {
        continue;
      }
      if (pair.count != best.count) {
        candidates.add(new Candidate(pair.count, best.pair)); // it has become rarer
        continue;
      }
      merge(best.pair, pair);
    }
    if (merges.isEmpty()) {
      throw new IllegalArgumentException("no two characters stand together twice in the corpus");
    }
    return Vocabulary.ofMerges(symbols, merges, true);
  }

  private void merge(long pair, Pair merged) {
    int left = (int) (pair >> Integer.SIZE);
    int right = (int) pair;
    Merge merge = new Merge(symbols.get(left), symbols.get(right));
    int id = id(merge.symbol());
    merges.add(merge);
    for (int word : merged.words) {
      merge(word, left, right, id);
    }
    pairs.remove(pair);
    grown.remove(pair);
    offerGrown();
  }

  /** The id of a symbol, which gets one if it has none. */
  private int id(String symbol) {
    int id = ids.computeIfAbsent(symbol, s -> symbols.size());
    if (id == symbols.size()) {
      symbols.add(symbol);
      bytes[id] = symbol.getBytes(StandardCharsets.UTF_8).length;
    }
    return id;
  }

  /** Makes neighbours in a word one symbol, from left to right, and counts the pairs around it. */
  private void merge(int word, int left, int right, int id) {
    int[] before = words.get(word);
    int[] after = new int[before.length];
    int length = 0;
    boolean isAfterMerge = false;
    for (int i = 0; i < before.length; i++, length++) {
      boolean both = before[i] == left && i + 1 < before.length && before[i + 1] == right;
      after[length] = both ? id : before[i];
      if (both) {
        if (i > 0 && !isAfterMerge) {
          count(word, before[i - 1], left, -1);
        }
        count(word, left, right, -1);
        if (i + 2 < before.length) {
          count(word, right, before[i + 2], -1);
        }
        i++;
      }
      if (length > 0 && (both || isAfterMerge)) {
        count(word, after[length - 1], after[length], 1);
      }
      isAfterMerge = both;
    }
    words.set(word, Arrays.copyOf(after, length));
  }

  /** Adds a pair of a word, or takes it away. */
  private void count(int word, int left, int right, int sign) {
    if (isPair(left, right)) {
      long key = key(left, right);
      Pair pair = pairs.computeIfAbsent(key, k -> new Pair());
      pair.count += sign * counts[word];
      if (sign > 0) {
        pair.words.add(word);
        grown.add(key);
      }
    }
  }

  private static long key(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  private boolean isPair(int left, int right) {
    if (labels.get(right)) {
      return false;
    }
    int length = bytes[left] + bytes[right];
    return length <= MOST_BYTES
        && (length != Vocabulary.BOS.length()
            || !(symbols.get(left) + symbols.get(right)).equals(Vocabulary.BOS));
  }

  private void offerGrown() {
    for (long key : grown) {
      Pair pair = pairs.get(key);
      if (pair != null && pair.count >= LEAST) {
        candidates.add(new Candidate(pair.count, key));
      }
    }
    grown.clear();
  }

  /** The ids of the code points that stand at the end of documents only. */
  private static BitSet labels(Vocabulary alphabet, List<String> documents) {
    BitSet inside = new BitSet();
    for (String document : documents) {
      int end = document.offsetByCodePoints(document.length(), -1);
      document.substring(0, end).codePoints().forEach(inside::set);
    }
    BitSet labels = new BitSet();
    for (int id = 0; id < alphabet.bos(); id++) {
      labels.set(id, !inside.get(alphabet.symbols().get(id).codePointAt(0)));
    }
    return labels;
  }
}
