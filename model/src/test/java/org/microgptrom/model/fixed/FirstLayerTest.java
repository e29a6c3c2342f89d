package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.model.testing.RandomModels.Weights;

/** The vectors of the first layer, against those of sequences of other tokens before. */
class FirstLayerTest {
  private static final List<Site> ORDER = List.of(Site.Q, Site.K, Site.RESIDUAL, Site.V);

  @Test
  void vectorsAreThoseOfTheTokenWhateverCameBefore() {
    int compared = 0;
    for (int seed = 0; seed < 6; seed++) {
      ModelConfig config = new ModelConfig(1 + seed % 2, 8, 2, 5, 16, 9);
      QuantizedModel model = RandomModels.model(config, Weights.MODERATE, seed);
      int columns = 1 << seed % 3;
      short[] words = FirstLayer.words(model, columns);
      assertEquals(FirstLayer.depth(config, columns) * 4 * columns, words.length);
      Map<Site, int[]> seen = new HashMap<>();
      GoldenSimulator simulator =
          new GoldenSimulator(
              model,
              (site, layer, values) -> {
                if (site == Site.RESIDUAL ? layer == Site.NO_LAYER : layer == 0) {
                  seen.put(site, values.clone());
                }
              });
      Random random = new Random(seed);
      for (int sequence = 0; sequence < 20; sequence++) {
        simulator.reset();
        for (int position = 0; position < config.context(); position++) {
          int token = random.nextInt(config.vocabSize());
          simulator.step(token);
          int row = (token * config.context() + position) * 4 * config.embd();
          for (int i = 0; i < 4 * config.embd(); i++) {
            int element = i / (4 * columns) * columns + i % columns;
            int expected = seen.get(ORDER.get(i / columns % 4))[element];
            assertEquals(expected, words[row + i], "seed " + seed + ", value " + i);
            compared++;
          }
        }
      }
    }
    assertEquals(6 * 20 * 5 * 32, compared);
  }

  /** Of random models on both sides, those that the golden simulator clamps there are refused. */
  @Test
  void clampedWordsAreRefused() {
    List<Boolean> refused = new ArrayList<>();
    ModelConfig config = new ModelConfig(1, 4, 1, 2, 4, 3);
    for (int seed = 0; seed < 40; seed++) {
      Weights weights = seed % 2 == 0 ? Weights.FULL_SCALE : Weights.MODERATE;
      QuantizedModel model = RandomModels.model(config, weights, seed);
      boolean clamps = clampsInTheFirstLayer(model);
      refused.add(clamps);
      if (clamps) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> FirstLayer.words(model, 1))
                .getMessage();
        assertTrue(message.matches("token [0-2] at position [01] has clamped words .*"), message);
      } else {
        FirstLayer.words(model, 1);
      }
    }
    assertTrue(refused.contains(true) && refused.contains(false), refused::toString);
  }

  private static boolean clampsInTheFirstLayer(QuantizedModel model) {
    ModelConfig config = model.config();
    GoldenSimulator simulator = new GoldenSimulator(model);
    for (int token = 0; token < config.vocabSize(); token++) {
      simulator.reset();
      for (int position = 0; position < config.context(); position++) {
        simulator.step(token);
      }
    }
    Saturations saturations = simulator.saturations();
    long clamps = 0;
    for (Site site : List.of(Site.NORM, Site.RESIDUAL)) {
      clamps += saturations.at(site, Site.NO_LAYER);
    }
    for (Site site : List.of(Site.Q, Site.K, Site.V)) {
      clamps += saturations.at(site, 0);
    }
    return clamps > 0;
  }

  @Test
  void moreWordsThanMayBeAreRefused() {
    ModelConfig largest = new ModelConfig(1, 64, 1, 64, 4, 32);
    assertEquals(1 << 15, FirstLayer.depth(largest, 4));
    assertTrue(FirstLayer.isAllowed(largest, 4));
    assertFalse(FirstLayer.isAllowed(largest, 2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> FirstLayer.depth(largest, 2))
            .getMessage();
    assertTrue(message.contains("65,536 words of ROM, more than the 32,768"), message);
  }
}
