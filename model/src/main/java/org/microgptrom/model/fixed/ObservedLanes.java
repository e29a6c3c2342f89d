package org.microgptrom.model.fixed;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Computes for given sequences what {@link GoldenSimulator} computes, word for word, with many
 * tokens side by side in lanes, on one thread, and shows the words of all sites.
 */
public final class ObservedLanes {
  private final PrefillModel lanes;
  private final int layers;

  /**
   * A simulator for one thread.
   *
   * @param lanes the tokens to compute at once, 1..512
   */
  public ObservedLanes(QuantizedModel model, int lanes, LaneObserver observer) {
    this.lanes = new PrefillModel(model, lanes, observer);
    this.layers = model.config().layers();
  }

  /**
   * Runs each sequence from position 0 on. Their tokens follow each other in the lanes, all lanes
   * at once but for the last tokens.
   *
   * @param sequences each of 1..context tokens
   * @return the clamps of all sequences
   */
  public Saturations run(List<int[]> sequences) {
    Saturations all = new Saturations(layers);
    lanes.run(
        IntStream.range(0, sequences.size()).toArray(),
        sequences,
        Collections.nCopies(sequences.size(), all),
        (sequence, position, words) -> {});
    return all;
  }
}
