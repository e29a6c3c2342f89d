package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;

/** The simulator of one sequence against the golden one: every logit and every count of clamps. */
class SoloSimulatorTest {
  private static final List<ModelConfig> MORE_SHAPES =
      List.of(
          new ModelConfig(1, 63, 7, 40, 5, 513), // too many starts to keep
          new ModelConfig(1, 260, 4, 5, 300, 7),
          new ModelConfig(1, 12, 3, 270, 9, 5)); // too long for sums of attention in 32 bits

  private static final List<List<Integer>> BITS =
      List.of(List.of(8), List.of(4), List.of(-3), List.of(2), List.of(16, 8, -4, 3, 2));

  private int models;
  private long words;
  private long clamps;
  private int inThirtyTwoBitsAlone;
  private int withLongerSums;

  @Test
  void computesWhatTheGoldenSimulatorComputes() {
    long seed = 1000;
    for (RandomModels.Weights weights : RandomModels.Weights.values()) {
      for (List<ModelConfig> shapes : List.of(FastSimulatorTest.SHAPES, MORE_SHAPES)) {
        for (ModelConfig shape : shapes) {
          compare(RandomModels.model(shape, weights, ++seed), seed);
        }
      }
      for (List<Integer> bits : BITS) {
        for (int i = 0; i < 20; i++) {
          compare(RandomModels.narrow(RandomModels.shape(++seed), weights, bits, seed), seed);
        }
      }
      for (int i = 0; i < 200; i++) {
        compare(RandomModels.model(RandomModels.shape(++seed), weights, seed), seed);
      }
    }
    assertEquals(620, models);
    assertTrue(words > 600_000, () -> words + " logits compared");
    assertTrue(clamps > 200_000, () -> clamps + " clamps compared");
    assertTrue(inThirtyTwoBitsAlone > 200, () -> inThirtyTwoBitsAlone + " runs");
    assertTrue(withLongerSums > 200, () -> withLongerSums + " runs");
  }

  /** Runs sequences one after the other, some of which start as one before. */
  private void compare(QuantizedModel model, long seed) {
    for (boolean vectors : List.of(true, false)) {
      compare(model, new SoloSimulator(model, vectors), seed);
    }
    models++;
  }

  private void compare(QuantizedModel model, SoloSimulator solo, long seed) {
    ModelConfig config = model.config();
    GoldenSimulator golden = new GoldenSimulator(model);
    Random random = new Random(seed);
    for (int sequence = 0; sequence < 5; sequence++) {
      solo.reset();
      golden.reset();
      int length = sequence == 0 ? config.context() : 1 + random.nextInt(config.context());
      for (int position = 0; position < length; position++) {
        int token = random.nextInt(sequence % 2 == 0 ? config.vocabSize() : 2);
        assertEquals(position, solo.position());
        String where = config + " sequence " + sequence + " position " + position;
        assertArrayEquals(golden.step(token), solo.step(token), where);
        words += config.vocabSize();
      }
      assertEquals(golden.saturations().bySite(), solo.saturations().bySite(), config::toString);
    }
    clamps += golden.saturations().total();
    inThirtyTwoBitsAlone += solo.wideSums() == 0 ? 1 : 0;
    withLongerSums += solo.wideSums() > 0 ? 1 : 0;
  }

  @Test
  void endsWithTheContext() {
    QuantizedModel model =
        RandomModels.model(new ModelConfig(1, 4, 2, 2, 4, 5), RandomModels.Weights.MODERATE, 1);
    SoloSimulator solo = new SoloSimulator(model);
    solo.step(0);
    solo.step(4);
    assertThrows(IllegalStateException.class, () -> solo.step(0));
    solo.reset();
    assertEquals(5, solo.step(0).length);
  }
}
