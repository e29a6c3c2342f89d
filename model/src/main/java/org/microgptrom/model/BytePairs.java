package org.microgptrom.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Applies merges to a piece of text: of all neighbours for which there is a merge those with the
 * first one become one symbol, of equal ones the leftmost, until there are none. That is what the
 * model {@code BPE} of Hugging Face's {@code tokenizers} computes.
 */
final class BytePairs {
  private static final int NONE = -1;

  private final Map<Long, Integer> ranks = new HashMap<>(); // of a pair of ids, the merge's number
  private final int[] merged; // by rank, the id of the symbol that is made

  /**
   * Numbers the merges.
   *
   * @param ids of all symbols
   * @throws IllegalArgumentException if a merge is of or makes no symbol, or is there twice
   */
  BytePairs(List<Merge> merges, Map<String, Integer> ids) {
    merged = new int[merges.size()];
    for (int rank = 0; rank < merged.length; rank++) {
      Merge merge = merges.get(rank);
      merged[rank] = id(rank, merge.symbol(), ids);
      long pair = pair(id(rank, merge.left(), ids), id(rank, merge.right(), ids));
      if (ranks.putIfAbsent(pair, rank) != null) {
        throw new IllegalArgumentException(
            "merge " + rank + ", " + merge.pair() + ", is there twice");
      }
    }
  }

  private static int id(int rank, String symbol, Map<String, Integer> ids) {
    Integer id = ids.get(symbol);
    if (id == null) {
      throw new IllegalArgumentException(
          "merge " + rank + " has \"" + symbol + "\", which is no symbol of the vocabulary");
    }
    return id;
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  /** The ids of the symbols that the symbols of a piece become. */
  int[] merge(int[] piece) {
    int[] ids = piece.clone();
    int[] next = new int[ids.length]; // NONE in a place that was merged into one before
    int[] previous = new int[ids.length];
    PriorityQueue<Long> candidates = new PriorityQueue<>(); // rank and place
    for (int i = 0; i < ids.length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      offer(candidates, ids, i, next[i]);
    }
    int count = ids.length;
    while (!candidates.isEmpty()) {
      long candidate = candidates.remove();
      int left = (int) candidate;
      int right = next[left];
      if (right == NONE
          || right == ids.length
          || ranks.getOrDefault(pair(ids[left], ids[right]), NONE)
              != (int) (candidate >> Integer.SIZE)) {
        continue; // a neighbour has been merged since
      }
      ids[left] = merged[(int) (candidate >> Integer.SIZE)];
      next[left] = next[right];
      next[right] = NONE;
      if (next[left] < ids.length) {
        previous[next[left]] = left;
      }
      count--;
      offer(candidates, ids, left, next[left]);
      if (previous[left] >= 0) {
        offer(candidates, ids, previous[left], left);
      }
    }
    int[] result = new int[count];
    for (int i = 0, place = 0; i < count; i++, place = next[place]) {
      result[i] = ids[place];
    }
    return result;
  }

  private void offer(PriorityQueue<Long> candidates, int[] ids, int left, int right) {
    Integer rank = right < ids.length ? ranks.get(pair(ids[left], ids[right])) : null;
    if (rank != null) {
      candidates.add((long) rank << Integer.SIZE | left);
    }
  }
}
