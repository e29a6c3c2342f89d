package org.microgptrom.quantize;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatLanes;
import org.microgptrom.model.Site;
import org.microgptrom.model.io.Progress;

/**
 * The largest magnitude that every site takes in the float reference over a set of sequences.
 *
 * @param magnitudes the largest magnitudes by {@link Site#in}
 */
record ActivationRanges(Map<String, Double> magnitudes) {
  /** Runs the float reference over token sequences as {@code Vocabulary.sequence} makes them. */
  static ActivationRanges measure(Checkpoint checkpoint, List<int[]> sequences, Progress progress) {
    AtomicInteger done = new AtomicInteger();
    Map<String, Double> magnitudes =
        SequenceGroup.of(sequences).parallelStream()
            .map(
                group -> {
                  Map<String, Double> ranges = ofGroup(checkpoint, group);
                  progress.at(
                      "calibration", done.addAndGet(group.sequences().size()), sequences.size());
                  return ranges;
                })
            .reduce(Map.of(), ActivationRanges::larger);
    return new ActivationRanges(magnitudes);
  }

  /** The largest magnitude at this site of this layer; 0 where nothing was measured. */
  double at(Site site, int layer) {
    return magnitudes.getOrDefault(site.in(layer), 0.0);
  }

  private static Map<String, Double> ofGroup(Checkpoint checkpoint, SequenceGroup group) {
    Map<String, Double> magnitudes = new TreeMap<>();
    FloatLanes model =
        new FloatLanes(
            checkpoint,
            (site, layer, values, lanes) -> {
              double largest = 0;
              for (double[] row : values) {
                for (int b = 0; b < lanes; b++) {
                  largest = Math.max(largest, Math.abs(row[b]));
                }
              }
              magnitudes.merge(site.in(layer), largest, Math::max);
            });
    model.run(group.inputs());
    return magnitudes;
  }

  private static Map<String, Double> larger(Map<String, Double> a, Map<String, Double> b) {
    Map<String, Double> larger = new TreeMap<>(a);
    b.forEach((site, magnitude) -> larger.merge(site, magnitude, Math::max));
    return larger;
  }
}
