package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Site;
import org.microgptrom.model.testing.RandomModels;

/** The lanes against the golden simulator: every word of every site, and the clamps. */
class ObservedLanesTest {
  private long words;
  private long clamps;

  @Test
  void showsWhatTheGoldenSimulatorShows() {
    long seed = 0;
    for (RandomModels.Weights weights : RandomModels.Weights.values()) {
      for (int i = 0; i < 20; i++) {
        compare(RandomModels.model(RandomModels.shape(++seed), weights, seed), seed);
      }
    }
    assertTrue(words > 300_000, () -> words + " words compared");
    assertTrue(clamps > 50_000, () -> clamps + " clamps compared");
  }

  private void compare(QuantizedModel model, long seed) {
    Random random = new Random(seed);
    int context = model.config().context();
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int length = i % 3 == 0 ? context : 1 + random.nextInt(context);
      sequences.add(random.ints(length, 0, model.config().vocabSize()).toArray());
    }
    Saturations all = new Saturations(model.config().layers());
    List<List<String>> expected = new ArrayList<>(); // of each token, one element per visit
    for (int[] sequence : sequences) {
      List<String> visits = new ArrayList<>();
      GoldenSimulator golden =
          new GoldenSimulator(model, (site, layer, y) -> visits.add(text(site, layer, y)));
      for (int token : sequence) {
        visits.clear();
        golden.step(token);
        expected.add(List.copyOf(visits));
      }
      all.add(golden.saturations());
    }
    List<List<String>> actual = new ArrayList<>();
    ObservedLanes lanes =
        new ObservedLanes(
            model,
            1 + random.nextInt(40),
            (site, layer, y, count) -> {
              boolean starts = site == Site.EMBEDDING;
              for (int b = 0; starts && b < count; b++) {
                actual.add(new ArrayList<>());
              }
              for (int b = 0; b < count; b++) {
                int lane = b;
                int[] column = Arrays.stream(y).mapToInt(row -> row[lane]).toArray();
                words += column.length;
                actual.get(actual.size() - count + b).add(text(site, layer, column));
              }
            });
    assertEquals(all.bySite(), lanes.run(sequences).bySite());
    assertEquals(expected, actual, () -> model.config().toString());
    clamps += all.total();
  }

  private static String text(Site site, int layer, int[] words) {
    return site.in(layer) + Arrays.toString(words);
  }
}
