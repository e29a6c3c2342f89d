package org.microgptrom.quantize;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.FloatLanes;
import org.microgptrom.model.LaneGroups;

/**
 * Sequences whose tokens are computed side by side, so that a weight is read once for all of them.
 *
 * @param sequences as {@code Vocabulary.sequence} makes them
 */
record SequenceGroup(List<int[]> sequences) {
  /** Groups of sequences, in their order. */
  static List<SequenceGroup> of(List<int[]> sequences) {
    return LaneGroups.of(inputs(sequences), FloatLanes.LANES).stream()
        .map(numbers -> IntStream.of(numbers).mapToObj(sequences::get).toList())
        .map(SequenceGroup::new)
        .toList();
  }

  /** The sequences without their last tokens, which are only predicted. */
  List<int[]> inputs() {
    return inputs(sequences);
  }

  private static List<int[]> inputs(List<int[]> sequences) {
    return sequences.stream()
        .map(sequence -> Arrays.copyOf(sequence, Math.max(0, sequence.length - 1)))
        .toList();
  }
}
