package org.microgptrom.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Endless training batches: each epoch is shuffled anew, and a batch that the epoch can't fill is
 * filled from the next one, so that all batches have one size. Lengths stay mixed on purpose:
 * batches of one length waste nothing on padding but converge worse.
 */
final class Batcher {
  private final List<int[]> sequences;
  private final int rows;
  private final Random random;
  private int next;

  Batcher(List<int[]> sequences, int rows, Random random) {
    this.sequences = new ArrayList<>(sequences);
    this.rows = rows;
    this.random = random;
    this.next = sequences.size();
  }

  Batch next() {
    List<int[]> batch = new ArrayList<>(rows);
    while (batch.size() < rows) {
      if (next == sequences.size()) {
        Collections.shuffle(sequences, random);
        next = 0;
      }
      batch.add(sequences.get(next++));
    }
    return Batch.of(batch);
  }

  /** All sequences once, for measuring: shortest first, so that little is padded. */
  static List<Batch> once(List<int[]> sequences, int rows) {
    List<int[]> sorted = new ArrayList<>(sequences);
    sorted.sort(Comparator.comparingInt(sequence -> sequence.length));
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i += rows) {
      batches.add(Batch.of(sorted.subList(i, Math.min(i + rows, sorted.size()))));
    }
    return batches;
  }
}
