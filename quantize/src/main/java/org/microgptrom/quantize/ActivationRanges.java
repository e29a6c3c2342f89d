package org.microgptrom.quantize;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
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
        sequences.parallelStream()
            .map(sequence -> ofSequence(checkpoint, sequence))
            .peek(ranges -> progress.at("calibration", done.incrementAndGet(), sequences.size()))
            .reduce(Map.of(), ActivationRanges::larger);
    return new ActivationRanges(magnitudes);
  }

  /** The largest magnitude at this site of this layer; 0 where nothing was measured. */
  double at(Site site, int layer) {
    return magnitudes.getOrDefault(site.in(layer), 0.0);
  }

  private static Map<String, Double> ofSequence(Checkpoint checkpoint, int[] sequence) {
    Map<String, Double> magnitudes = new TreeMap<>();
    FloatModel model =
        new FloatModel(
            checkpoint,
            (site, layer, values) -> {
              double largest = 0;
              for (double value : values) {
                largest = Math.max(largest, Math.abs(value));
              }
              magnitudes.merge(site.in(layer), largest, Math::max);
            });
    for (int position = 0; position + 1 < sequence.length; position++) {
      model.step(sequence[position]);
    }
    return magnitudes;
  }

  private static Map<String, Double> larger(Map<String, Double> a, Map<String, Double> b) {
    Map<String, Double> larger = new TreeMap<>(a);
    b.forEach((site, magnitude) -> larger.merge(site, magnitude, Math::max));
    return larger;
  }
}
