package org.microgptrom.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Whole sequences whose tokens are computed together, one token per lane. */
public final class LaneGroups {
  private LaneGroups() {}

  /**
   * Groups of the numbers of sequences, in their order, whose tokens fit the lanes together; a
   * sequence that does not fit is a group of its own.
   */
  public static List<int[]> of(List<int[]> sequences, int lanes) {
    List<int[]> groups = new ArrayList<>();
    int first = 0;
    int tokens = 0;
    for (int i = 0; i < sequences.size(); i++) {
      tokens += sequences.get(i).length;
      if (tokens > lanes && i > first) {
        groups.add(IntStream.range(first, i).toArray());
        first = i;
        tokens = sequences.get(i).length;
      }
    }
    if (first < sequences.size()) {
      groups.add(IntStream.range(first, sequences.size()).toArray());
    }
    return groups;
  }
}
