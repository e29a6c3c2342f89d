package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lanes against the model of one token at a time: every value of every site, bit for bit. */
class FloatLanesTest {
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 12, 40, 11),
          new ModelConfig(3, 10, 5, 7, 3, 4),
          new ModelConfig(1, 9, 1, 5, 36, 30),
          new ModelConfig(2, 6, 2, FloatLanes.LANES + 9, 8, 7),
          new ModelConfig(1, 1, 1, 1, 1, 2));

  private long values;

  @Test
  void computesWhatTheModelComputes() {
    for (int seed = 0; seed < SHAPES.size(); seed++) {
      compare(RandomCheckpoints.of(SHAPES.get(seed), seed), seed);
    }
    assertEquals(697_290, values);
  }

  private void compare(Checkpoint checkpoint, int seed) {
    Random random = new Random(seed);
    int context = checkpoint.config().context();
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int length = i % 5 == 4 ? context : random.nextInt(context + 1);
      sequences.add(random.ints(length, 0, checkpoint.config().vocabSize()).toArray());
    }
    List<List<String>> expected = new ArrayList<>(); // of each token, one element per visit
    for (int[] sequence : sequences) {
      List<String> visits = new ArrayList<>();
      FloatModel model =
          new FloatModel(checkpoint, (site, layer, y) -> visits.add(text(site, layer, y)));
      for (int token : sequence) {
        visits.clear();
        model.step(token);
        expected.add(List.copyOf(visits));
      }
    }
    List<List<String>> actual = new ArrayList<>();
    FloatLanes lanes =
        new FloatLanes(
            checkpoint,
            (site, layer, y, count) -> {
              boolean starts = site == Site.EMBEDDING;
              for (int b = 0; starts && b < count; b++) {
                actual.add(new ArrayList<>());
              }
              for (int b = 0; b < count; b++) {
                double[] column = new double[y.length];
                for (int i = 0; i < y.length; i++) {
                  column[i] = y[i][b];
                }
                values += column.length;
                actual.get(actual.size() - count + b).add(text(site, layer, column));
              }
            });
    lanes.run(sequences);
    assertEquals(expected, actual, () -> checkpoint.config().toString());
  }

  /** The site and the bits of its values. */
  private static String text(Site site, int layer, double[] values) {
    StringBuilder text = new StringBuilder(site.in(layer));
    for (double value : values) {
      text.append(' ').append(Long.toHexString(Double.doubleToRawLongBits(value)));
    }
    return text.toString();
  }
}
