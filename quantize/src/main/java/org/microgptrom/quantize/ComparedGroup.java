package org.microgptrom.quantize;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatLanes;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.ObservedLanes;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.quantize.ComparedSequence.SiteKey;

/**
 * Compares float reference and fixed point on the sequences of a group, whose tokens both compute
 * side by side in lanes, in the same order.
 */
final class ComparedGroup {
  private final List<int[]> sequences;
  private final List<ComparedSequence> compared;
  private final Queue<double[][]> reference = new ArrayDeque<>(); // of the sites to come
  private final Map<SiteKey, Visit> first = new HashMap<>(); // of two visits in a layer
  private int sequence; // of the next lane whose logits come
  private int position;

  /** What a site holds: values of the float reference and words, (size, lanes) each. */
  private static final class Visit {
    final double[][] expected;
    final int[][] words;

    Visit(double[][] expected, int[][] words) {
      this.expected = expected;
      this.words = words;
    }
  }

  private ComparedGroup(QuantizedModel model, List<int[]> sequences) {
    this.sequences = sequences;
    this.compared = sequences.stream().map(s -> new ComparedSequence(model)).toList();
  }

  /** Compares; returns what each sequence gives. */
  static List<ComparedSequence> run(
      Checkpoint checkpoint, QuantizedModel model, SequenceGroup group) {
    List<int[]> inputs = group.inputs();
    ComparedGroup all = new ComparedGroup(model, group.sequences());
    new FloatLanes(checkpoint, (site, layer, values, lanes) -> all.expect(values, lanes))
        .run(inputs);
    ObservedLanes fixed = new ObservedLanes(model, FloatLanes.LANES, all::compare);
    all.compared.get(0).add(fixed.run(inputs)); // of the whole group
    return all.compared;
  }

  private void expect(double[][] values, int lanes) {
    reference.add(Stream.of(values).map(row -> Arrays.copyOf(row, lanes)).toArray(double[][]::new));
  }

  /** Compares the words of a site. Both models visit the same sites in the same order. */
  private void compare(Site site, int layer, int[][] words, int lanes) {
    Visit visit = new Visit(reference.remove(), words);
    boolean twice = layer != Site.NO_LAYER && (site == Site.NORM || site == Site.RESIDUAL);
    SiteKey key = new SiteKey(site, layer);
    Visit before = first.remove(key);
    if (twice && before == null) {
      int[][] kept = Stream.of(words).map(row -> Arrays.copyOf(row, lanes)).toArray(int[][]::new);
      first.put(key, new Visit(visit.expected, kept));
      compared.forEach(one -> one.announce(key));
      return;
    }
    int number = sequence;
    int at = position;
    for (int b = 0; b < lanes; b++) {
      while (at + 1 >= sequences.get(number).length) {
        number++;
        at = 0;
      }
      ComparedSequence one = compared.get(number);
      // The errors of a sequence are added up token by token, whatever the lanes.
      if (before != null) {
        one.site(key, before.expected, before.words, b);
      }
      one.site(key, visit.expected, words, b);
      if (site == Site.LOGITS) {
        one.predict(visit.expected, words, b, sequences.get(number)[at + 1]);
      }
      at++;
    }
    if (site == Site.LOGITS) {
      sequence = number;
      position = at;
    }
  }
}
