package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;

/** Attention in lanes of 32 bits where its sums are largest, against that in 64 bits. */
class VectorAttentionTest {
  private int outputs;
  private int clamps;

  private void compare(ModelConfig config, IntSupplier queries, IntSupplier keys, IntSupplier vs) {
    QuantizedModel model = RandomModels.model(config, RandomModels.Weights.MODERATE, 7);
    CachedAttention exact = new CachedAttention(model, 0, config.context());
    VectorAttention fast = new VectorAttention(model, 0);
    for (int t = 0; t < config.context(); t++) {
      int[] q = words(config, queries);
      int[] k = words(config, keys);
      int[] v = words(config, vs);
      exact.put(t, k, v);
      fast.put(t, k, v);
      int[] expected = new int[config.embd()];
      int[] actual = new int[config.embd()];
      int clamped = exact.attend(q, 0, t + 1, expected);
      assertEquals(clamped, fast.attend(q, 0, t + 1, actual), config + " position " + t);
      assertArrayEquals(expected, actual, config + " position " + t);
      outputs += actual.length;
      clamps += clamped;
    }
  }

  private static int[] words(ModelConfig config, IntSupplier values) {
    int[] words = new int[config.embd()];
    Arrays.setAll(words, i -> values.getAsInt());
    return words;
  }

  @Test
  void sumsOfFullScaleAreExact() {
    Random random = new Random(3);
    int seed = 0;
    for (int magnitude : new int[] {1, 40, 700, 6000, 32768}) {
      IntSupplier any = () -> random.nextInt(2 * magnitude) - magnitude;
      IntSupplier extreme = () -> random.nextBoolean() ? -32768 : 32767;
      for (int heads : new int[] {1, 2, 4, 33}) {
        ModelConfig config = new ModelConfig(1, 4 * 33, heads, 9 + ++seed, 4, 5);
        compare(config, any, any, any);
        compare(config, any, any, extreme);
        compare(config, extreme, any, any);
      }
    }
    assertTrue(outputs > 100_000, () -> outputs + " outputs");
    assertTrue(clamps > 100, () -> clamps + " clamps");
  }

  /** Weights that are nearly the largest, all with the same 8 low bits, of the largest values. */
  @Test
  void longSequencesDoNotOverflow() {
    ModelConfig config = new ModelConfig(1, 4, 1, 1000, 4, 5);
    for (int low = 0; low < 256; low += 5) {
      int key = low;
      int[] next = {0};
      compare(config, () -> 1, () -> next[0]++ < 4 ? key : 0, () -> 32767);
    }
    assertEquals(52 * 4000, outputs);
  }
}
