package org.microgptrom.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sequences as inputs and targets, packed: a row as long as the longest sequence takes as many as
 * fit, so that little is padded. Who computes attention must keep sequences of one row apart.
 *
 * @param sequences what the batch is made of, in the order they were given
 * @param rows R of them
 * @param length T, the longest sequence's number of targets
 * @param inputs (R, T) token ids, 0 in gaps
 * @param positions (R, T) of each input in its sequence, from 0
 * @param targets (R, T) the ids that follow
 * @param segments (R, T) the number of each input's sequence in its row, from 0; gaps, at the end
 *     of a row, have one of their own
 * @param mask (R, T) 1 for a target that counts, 0 in gaps
 * @param tokens how many targets count
 */
// Read by the engine right away and never compared: wrapping would only cost copies.
@SuppressWarnings("ArrayRecordComponent")
record Batch(
    List<int[]> sequences,
    int rows,
    int length,
    long[] inputs,
    long[] positions,
    long[] targets,
    int[] segments,
    float[] mask,
    int tokens) {

  /** Whether each row holds a single sequence. */
  boolean isOnePerRow() {
    return rows == sequences.size();
  }

  /**
   * Packs these sequences of at least two tokens each; element i + 1 is the target of element i.
   */
  static Batch of(List<int[]> sequences) {
    List<List<int[]>> rows = pack(sequences);
    int length = targets(rows.get(0).get(0));
    int cells = Math.multiplyExact(rows.size(), length);
    long[] inputs = new long[cells];
    long[] positions = new long[cells];
    long[] targets = new long[cells];
    int[] segments = new int[cells];
    float[] mask = new float[cells];
    int tokens = 0;
    for (int row = 0; row < rows.size(); row++) {
      int cell = row * length;
      List<int[]> packed = rows.get(row);
      Arrays.fill(segments, cell, cell + length, packed.size());
      for (int segment = 0; segment < packed.size(); segment++) {
        int[] sequence = packed.get(segment);
        for (int i = 0; i < targets(sequence); i++) {
          inputs[cell] = sequence[i];
          positions[cell] = i;
          targets[cell] = sequence[i + 1];
          segments[cell] = segment;
          mask[cell] = 1;
          cell++;
        }
        tokens += targets(sequence);
      }
    }
    return new Batch(
        List.copyOf(sequences),
        rows.size(),
        length,
        inputs,
        positions,
        targets,
        segments,
        mask,
        tokens);
  }

  /** Fills each row with the longest sequence left, and again with the longest that still fits. */
  private static List<List<int[]>> pack(List<int[]> sequences) {
    List<int[]> left = new ArrayList<>(sequences);
    left.sort(Comparator.comparingInt(Batch::targets));
    int length = targets(left.get(left.size() - 1));
    List<List<int[]>> rows = new ArrayList<>();
    while (!left.isEmpty()) {
      List<int[]> row = new ArrayList<>();
      int space = length;
      for (int i = left.size() - 1; i >= 0 && space > 0; i--) {
        if (targets(left.get(i)) <= space) {
          space -= targets(left.get(i));
          row.add(left.remove(i));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static int targets(int[] sequence) {
    return sequence.length - 1;
  }
}
