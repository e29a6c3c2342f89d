package org.microgptrom.model.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;

class RandomModelsTest {
  @Test
  void moderateModelsHardlyClampAndFullScaleOnesDo() {
    long moderate = 0;
    long full = 0;
    for (int seed = 0; seed < 100; seed++) {
      ModelConfig config = RandomModels.shape(seed);
      moderate += clamps(RandomModels.quantized(config, RandomModels.Weights.MODERATE, seed));
      full += clamps(RandomModels.quantized(config, RandomModels.Weights.FULL_SCALE, seed));
    }
    assertTrue(moderate < 100 && full > 100_000, moderate + " and " + full);
  }

  @Test
  void theLargestVocabularyHasDistinctLetters() {
    ModelConfig config = new ModelConfig(1, 2, 1, 2, 3, 513);
    QuantizedModel model = RandomModels.model(config, RandomModels.Weights.MODERATE, 1);
    assertEquals("a", model.vocabulary().symbols().get(0));
    assertEquals(513, model.vocabulary().size());
  }

  private static long clamps(Quantized quantized) {
    GoldenSimulator simulator = new GoldenSimulator(quantized.model());
    int context = quantized.model().config().context();
    for (String document : quantized.documents()) {
      int[] sequence = quantized.model().vocabulary().sequence(document, context);
      simulator.reset();
      for (int t = 0; t < sequence.length - 1; t++) {
        simulator.step(sequence[t]);
      }
    }
    return simulator.saturations().total();
  }
}
