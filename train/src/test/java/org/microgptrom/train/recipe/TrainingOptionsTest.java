package org.microgptrom.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.microgptrom.model.ModelConfig;

class TrainingOptionsTest {
  @Test
  void everyRangeIsChecked() {
    requireMessage(() -> options(0, 1, 1, 1), "steps must be in 1..10000000, not 0");
    requireMessage(() -> options(1, 65_537, 1, 1), "batch must be in 1..65536, not 65537");
    requireMessage(() -> options(1, 1, 1, 0), "threads must be in 1..256, not 0");
    requireMessage(
        () ->
            new TrainingOptions(
                Recipe.MICROGPT, EngineKind.DJL, 1, 2, 1, 1, 1, StopRule.NEVER, DeviceKind.CPU),
        "batch must be 1 in the recipe microgpt, not 2");
    requireMessage(() -> new StopRule(0, 2, 1), "minutes must be above 0, not 0.0");
    requireMessage(() -> new StopRule(1, Double.NaN, 1), "target_loss must be a number, not NaN");
    requireMessage(() -> new StopRule(1, 2, 0), "patience must be 1 or more, not 0");
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      requireMessage(
          () -> options(1, 1, rate, 1),
          "learning_rate must be a finite number above 0, not " + rate);
    }
  }

  @Test
  void defaultsFollowCorpusAndShape() {
    TrainingOptions names =
        TrainingOptions.defaults(Recipe.FAST, EngineKind.DJL, ModelConfig.microgpt(27), 4648, 42);
    assertEquals(
        new TrainingOptions(
            Recipe.FAST, EngineKind.DJL, 929, 256, 0.03, 42, 1, StopRule.NEVER, DeviceKind.CPU),
        names);
    TrainingOptions one =
        TrainingOptions.defaults(Recipe.FAST, EngineKind.DJL, ModelConfig.microgpt(2), 1, 42);
    assertEquals(1, one.batch());
    assertEquals(100, one.steps());
    TrainingOptions many =
        TrainingOptions.defaults(
            Recipe.FAST, EngineKind.VECTOR, ModelConfig.microgpt(27), 28_830, 42);
    assertEquals(512, many.batch());
    assertEquals(4000, many.steps());
    TrainingOptions wide =
        TrainingOptions.defaults(
            Recipe.FAST, EngineKind.DJL, new ModelConfig(2, 64, 4, 16, 256, 27), 1_000_000, 42);
    assertEquals(4000, wide.steps());
    assertEquals(0.0075, wide.learningRate(), 1e-12);
  }

  @Test
  void defaultsExistForTheLargestShape() {
    ModelConfig largest = new ModelConfig(64, 8192, 8192, 4096, 32768, 513);
    TrainingOptions options =
        TrainingOptions.defaults(Recipe.FAST, EngineKind.DJL, largest, Integer.MAX_VALUE, 42);
    assertEquals(1, options.batch());
    assertTrue(options.threads() >= 1 && options.threads() <= 8, "threads " + options.threads());
  }

  @Test
  void microgptHasTheConstantsOfItsScript() {
    assertEquals(
        new TrainingOptions(
            Recipe.MICROGPT, EngineKind.DJL, 1000, 1, 0.01, 42, 1, StopRule.NEVER, DeviceKind.CPU),
        TrainingOptions.defaults(
            Recipe.MICROGPT, EngineKind.DJL, ModelConfig.microgpt(27), 32_033, 42));
  }

  private static TrainingOptions options(int steps, int batch, double rate, int threads) {
    return new TrainingOptions(
        Recipe.FAST,
        EngineKind.DJL,
        steps,
        batch,
        rate,
        1,
        threads,
        StopRule.NEVER,
        DeviceKind.CPU);
  }

  private static void requireMessage(Executable faulty, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, faulty).getMessage());
  }
}
