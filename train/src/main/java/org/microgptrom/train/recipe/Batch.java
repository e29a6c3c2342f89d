package org.microgptrom.train.recipe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sequences as inputs and targets, packed: a row takes as many sequences as fit, so that little is
 * padded. Attention must keep the sequences of one row apart.
 *
 * @param sequences number of sequences
 * @param rows R, the number of rows
 * @param length T, the longest sequence's number of targets, rounded up to whole vectors
 * @param inputs (R, T) token ids, 0 in gaps
 * @param positions (R, T) of each input in its sequence, from 0
 * @param targets (R, T) the token ids that follow the inputs
 * @param segments (R, T) the number of each input's sequence in its row, from 0; gaps, at the end
 *     of a row, have a number of their own
 * @param mask (R, T) 1 for a target that counts, 0 in gaps
 * @param tokens number of targets that count
 */
// Read by the engine right away and never compared: wrapping would only cost copies.
@SuppressWarnings("ArrayRecordComponent")
public record Batch(
    int sequences,
    int rows,
    int length,
    long[] inputs,
    long[] positions,
    long[] targets,
    int[] segments,
    float[] mask,
    int tokens) {

  /**
   * The length that rows are rounded up to a multiple of: the engine's softmax computes whole
   * vectors several times faster than a remainder, and the widest registers hold 16 numbers of 32
   * bits.
   */
  private static final int VECTOR = 16;

  /** Whether each row holds a single sequence. */
  public boolean isOnePerRow() {
    return rows == sequences;
  }

  /**
   * Packs these sequences of at least two tokens each; element i + 1 is the target of element i.
   */
  public static Batch of(List<int[]> sequences) {
    int longest = sequences.stream().mapToInt(Batch::targets).max().orElseThrow();
    int length = (longest + VECTOR - 1) / VECTOR * VECTOR;
    List<List<int[]>> rows = pack(sequences, length);
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
        sequences.size(), rows.size(), length, inputs, positions, targets, segments, mask, tokens);
  }

  /** Fills each row with the longest sequence left, and again with the longest that still fits. */
  private static List<List<int[]>> pack(List<int[]> sequences, int length) {
    List<Deque<int[]>> left = // by number of targets
        Stream.generate(() -> (Deque<int[]>) new ArrayDeque<int[]>()).limit(length + 1L).toList();
    sequences.forEach(sequence -> left.get(targets(sequence)).push(sequence));
    List<List<int[]>> rows = new ArrayList<>();
    for (int packed = 0; packed < sequences.size(); packed += rows.get(rows.size() - 1).size()) {
      List<int[]> row = new ArrayList<>();
      int space = length;
      for (int targets = length; targets > 0; targets--) {
        for (; targets <= space && !left.get(targets).isEmpty(); space -= targets) {
          row.add(left.get(targets).pop());
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** The number of targets in these sequences. */
  public static int tokens(List<int[]> sequences) {
    return sequences.stream().mapToInt(Batch::targets).sum();
  }

  private static int targets(int[] sequence) {
    return sequence.length - 1;
  }
}
