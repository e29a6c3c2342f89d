package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.TrainingStore;

/** Both engines train with every size of a batch beside every context, and measure the same. */
@Tag("slow")
class BatchSizesTest {
  private static final int[] BATCHES = {1, 2, 3, 16, 31, 32, 33, 48, 64, 200};
  private static final int[] CONTEXTS = {8, 16, 256, 1024, 4096};
  private static final int SYMBOLS = 3;

  @Test
  void everyBatchFitsBesideEveryContext() {
    int cases = 0;
    for (int context : CONTEXTS) {
      // More held out than a batch, and longer: what was enough for training is not for measuring.
      List<int[]> training = sequences(70, 6);
      List<int[]> validation = sequences(66, 8);
      validation.addAll(sequences(1, context > 1024 ? 1024 : context));
      ModelConfig config = new ModelConfig(1, 2, 1, context, 4, SYMBOLS);
      for (int batch : BATCHES) {
        List<TrainingResult> results = new ArrayList<>();
        for (EngineKind engine : EngineKind.values()) {
          results.add(train(config, training, validation, engine, batch));
          cases++;
        }
        requireSame(results.get(0), results.get(1), "batch " + batch + ", context " + context);
      }
    }
    assertEquals(100, cases);
  }

  /** Without --batch, where the context leaves memory for a document or two. */
  @Test
  void theDefaultBatchFitsBesideEveryContext() {
    int cases = 0;
    for (int context : CONTEXTS) {
      List<int[]> training = sequences(70, Math.min(context, 300));
      ModelConfig config = new ModelConfig(1, 2, 1, context, 4, SYMBOLS);
      for (EngineKind engine : EngineKind.values()) {
        TrainingOptions defaults =
            TrainingOptions.defaults(Recipe.FAST, engine, config, training.size(), 1);
        train(config, training, sequences(70, 8), engine, defaults.batch());
        cases++;
      }
    }
    assertEquals(10, cases);
  }

  /** A document that fills the longest context, whose attention is computed twice, not kept. */
  @Test
  void theLongestDocumentsAreTrained() {
    ModelConfig config = new ModelConfig(1, 2, 1, 4096, 4, SYMBOLS);
    List<int[]> training = sequences(2, 4096);
    List<int[]> validation = sequences(1, 4096);
    List<TrainingResult> results = new ArrayList<>();
    for (EngineKind engine : EngineKind.values()) {
      results.add(train(config, training, validation, engine, 1));
    }
    requireSame(results.get(0), results.get(1), "longest");
  }

  private static TrainingResult train(
      ModelConfig config,
      List<int[]> training,
      List<int[]> validation,
      EngineKind engine,
      int batch) {
    TrainingOptions options =
        new TrainingOptions(
            Recipe.FAST, engine, 2, batch, 0.01, 5, 2, StopRule.NEVER, DeviceKind.CPU);
    return Trainer.train(
        config, training, validation, options, TrainingStore.NONE, (metrics, steps) -> {});
  }

  private static void requireSame(TrainingResult djl, TrainingResult vector, String what) {
    assertEquals(2, vector.metrics().size(), what);
    for (int step = 0; step < 2; step++) {
      assertEquals(djl.metrics().get(step).loss(), vector.metrics().get(step).loss(), 1e-5, what);
    }
    assertEquals(
        djl.validationLoss().orElseThrow(), vector.validationLoss().orElseThrow(), 1e-4, what);
    double distance = 0;
    int compared = 0;
    for (Map.Entry<String, float[]> matrix : djl.weights().entrySet()) {
      float[] other = vector.weights().get(matrix.getKey());
      for (int i = 0; i < other.length; i++) {
        distance = Math.max(distance, Math.abs(other[i] - matrix.getValue()[i]));
        compared++;
      }
    }
    assertTrue(compared > 0 && distance < 0.05, what + ": weights differ by " + distance);
  }

  /** The first fills {@code longest} positions; the others are between one and as long. */
  private static List<int[]> sequences(int count, int longest) {
    PythonRandom random = new PythonRandom(count + longest);
    List<int[]> sequences = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int[] sequence = new int[row == 0 ? longest + 1 : 2 + random.below(longest)];
      for (int i = 0; i < sequence.length; i++) {
        sequence[i] = random.below(SYMBOLS);
      }
      sequences.add(sequence);
    }
    return sequences;
  }
}
