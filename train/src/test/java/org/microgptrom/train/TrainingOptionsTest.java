package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.microgptrom.model.ModelConfig;

class TrainingOptionsTest {
  @Test
  void everyRangeIsChecked() {
    requireMessage(() -> new TrainingOptions(0, 1, 1, 1, 1), "steps must be in 1..10000000, not 0");
    requireMessage(
        () -> new TrainingOptions(1, 65_537, 1, 1, 1), "batch must be in 1..65536, not 65537");
    requireMessage(() -> new TrainingOptions(1, 1, 1, 1, 0), "threads must be in 1..256, not 0");
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      requireMessage(
          () -> new TrainingOptions(1, 1, rate, 1, 1),
          "learning_rate must be a finite number above 0, not " + rate);
    }
  }

  @Test
  void defaultsFollowCorpusAndShape() {
    TrainingOptions names = TrainingOptions.defaults(ModelConfig.microgpt(27), 4648, 42);
    assertEquals(new TrainingOptions(929, 256, 0.03, 42, 1), names);
    TrainingOptions one = TrainingOptions.defaults(ModelConfig.microgpt(2), 1, 42);
    assertEquals(1, one.batch());
    assertEquals(100, one.steps());
    TrainingOptions wide =
        TrainingOptions.defaults(new ModelConfig(2, 64, 4, 16, 256, 27), 1_000_000, 42);
    assertEquals(2000, wide.steps());
    assertEquals(0.0075, wide.learningRate(), 1e-12);
  }

  @Test
  void defaultsExistForTheLargestShape() {
    ModelConfig largest = new ModelConfig(64, 8192, 8192, 4096, 32768, 513);
    TrainingOptions options = TrainingOptions.defaults(largest, Integer.MAX_VALUE, 42);
    assertEquals(1, options.batch());
    assertTrue(options.threads() >= 1 && options.threads() <= 8, "threads " + options.threads());
  }

  private static void requireMessage(Executable faulty, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, faulty).getMessage());
  }
}
