package org.microgptrom.train;

import java.util.List;

/**
 * Sequences side by side as inputs and targets, each padded to the longest. Token 0 fills the gaps;
 * it is computed on but never counted, since attention looks back only and the mask removes its
 * loss.
 *
 * @param sequences what the batch is made of, B of them
 * @param length T, the longest one's number of targets
 * @param inputs (B, T) token ids
 * @param targets (B, T) the ids that follow them
 * @param mask (B, T) 1 for a target that counts, 0 for padding
 * @param tokens how many targets count
 */
// Read by the engine right away and never compared: wrapping would only cost copies.
@SuppressWarnings("ArrayRecordComponent")
record Batch(
    List<int[]> sequences, int length, long[] inputs, long[] targets, float[] mask, int tokens) {
  /** B, the number of sequences. */
  int rows() {
    return sequences.size();
  }

  /** Pads these sequences of at least two tokens each; element i + 1 is the target of element i. */
  static Batch of(List<int[]> sequences) {
    int rows = sequences.size();
    int length = sequences.stream().mapToInt(sequence -> sequence.length - 1).max().orElseThrow();
    long[] inputs = new long[rows * length];
    long[] targets = new long[rows * length];
    float[] mask = new float[rows * length];
    int tokens = 0;
    for (int row = 0; row < rows; row++) {
      int[] sequence = sequences.get(row);
      for (int i = 0; i < sequence.length - 1; i++) {
        inputs[row * length + i] = sequence[i];
        targets[row * length + i] = sequence[i + 1];
        mask[row * length + i] = 1;
      }
      tokens += sequence.length - 1;
    }
    return new Batch(List.copyOf(sequences), length, inputs, targets, mask, tokens);
  }
}
