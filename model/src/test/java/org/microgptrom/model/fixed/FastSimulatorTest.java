package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;

/** The fast simulator's two ways against the golden one: every logit and every count of clamps. */
class FastSimulatorTest {
  static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(4, 20, 5, 17, 70, 512),
          new ModelConfig(2, 24, 3, 32, 96, 40),
          new ModelConfig(1, 64, 8, 128, 256, 80),
          new ModelConfig(3, 1, 1, 3, 1, 2),
          new ModelConfig(1, 33, 3, 40, 31, 513),
          new ModelConfig(2, 30, 2, 1, 9, 5));

  /** Longer than all lanes of a run. */
  private static final ModelConfig LONG = new ModelConfig(1, 6, 2, LaneModel.LANES + 9, 8, 7);

  private int models;
  private long words;
  private long clamps;
  private int modelsInThirtyTwoBitsAlone;
  private int modelsWithLongerSums;

  @Test
  void computesWhatTheGoldenSimulatorComputes() {
    long seed = 0;
    for (FastSimulator.Order order : FastSimulator.Order.values()) {
      for (RandomModels.Weights weights : RandomModels.Weights.values()) {
        for (ModelConfig shape : SHAPES) {
          int count = shape.context() > 40 ? 20 : 70;
          compare(RandomModels.model(shape, weights, ++seed), order, count, seed);
        }
        for (int i = 0; i < 40; i++) {
          compare(RandomModels.model(RandomModels.shape(++seed), weights, seed), order, 9, seed);
        }
        if (order == FastSimulator.Order.PREFILL) {
          compare(RandomModels.model(LONG, weights, ++seed), order, 3, seed);
        }
      }
    }
    assertEquals(190, models);
    assertTrue(words > 2_000_000, () -> words + " logits compared");
    assertTrue(clamps > 1_000_000, () -> clamps + " clamps compared");
    assertTrue(modelsInThirtyTwoBitsAlone > 50, () -> modelsInThirtyTwoBitsAlone + " models");
    assertTrue(modelsWithLongerSums > 50, () -> modelsWithLongerSums + " models");
  }

  private void compare(QuantizedModel model, FastSimulator.Order order, int count, long seed) {
    List<int[]> sequences = sequences(model.config(), count, seed);
    FastSimulator fast = new FastSimulator(model, order);
    List<List<int[]>> actual = sequences.stream().<List<int[]>>map(s -> new ArrayList<>()).toList();
    List<Saturations> saturations =
        fast.run(
            sequences,
            (i, position, logits) -> {
              assertEquals(position, actual.get(i).size());
              actual.get(i).add(logits.clone());
            });
    assertEquals(count, saturations.size());
    for (int i = 0; i < count; i++) {
      GoldenSimulator golden = new GoldenSimulator(model);
      int[] sequence = sequences.get(i);
      assertEquals(sequence.length, actual.get(i).size());
      for (int position = 0; position < sequence.length; position++) {
        int[] expected = golden.step(sequence[position]);
        String where = model.config() + " sequence " + i + " position " + position;
        assertArrayEquals(expected, actual.get(i).get(position), where);
        words += expected.length;
      }
      assertEquals(
          golden.saturations().bySite(),
          saturations.get(i).bySite(),
          () -> model.config() + " saturations");
      clamps += golden.saturations().total();
    }
    models++;
    modelsInThirtyTwoBitsAlone += fast.wideSums() == 0 ? 1 : 0;
    modelsWithLongerSums += fast.wideSums() > 0 ? 1 : 0;
  }

  @Test
  void refusesSequencesThatAreNone() {
    FastSimulator fast =
        new FastSimulator(
            RandomModels.model(ModelConfig.microgpt(27), RandomModels.Weights.MODERATE, 1));
    for (int[] sequence : new int[][] {{}, new int[17], {0, 27}, {-1}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> fast.run(List.of(sequence), (i, position, logits) -> {}));
    }
    assertEquals(List.of(), fast.run(List.of(), (i, position, logits) -> {}));
  }

  /** Of all lengths; a few of the whole context. */
  private static List<int[]> sequences(ModelConfig config, int count, long seed) {
    Random random = new Random(seed);
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = i % 3 == 0 ? config.context() : 1 + random.nextInt(config.context());
      sequences.add(random.ints(length, 0, config.vocabSize()).toArray());
    }
    return sequences;
  }
}
