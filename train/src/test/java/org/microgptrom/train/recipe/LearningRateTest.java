package org.microgptrom.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void climbsForATwentiethThenFallsOnHalfACosine() {
    LearningRate schedule = LearningRate.cosine(0.03, 1000);
    assertEquals(0.03 / 50, schedule.rate(1, 0), 1e-12);
    assertEquals(0.03 / 2, schedule.rate(25, 0), 1e-12);
    assertEquals(0.03, schedule.rate(50, 0), 1e-12);
    assertEquals(
        0.03 * 0.51, schedule.rate(525, 0), 1e-12, "half way down: the middle of 1 and 0.02");
    assertEquals(0.03 * 0.02, schedule.rate(1000, 0), 1e-12);
    for (int step = 2; step <= 1000; step++) {
      assertEquals(step <= 50, schedule.rate(step, 0) > schedule.rate(step - 1, 0), "step " + step);
    }
  }

  @Test
  void neverClimbsForMoreThan200Steps() {
    assertEquals(1, LearningRate.cosine(1, 100_000).rate(200, 0), 1e-12);
  }

  @Test
  void hasARateForEveryStepOfTheShortestTrainings() {
    for (int steps = 1; steps <= 45; steps++) {
      for (int step = 1; step <= steps; step++) {
        double rate = LearningRate.cosine(1, steps).rate(step, 0);
        assertTrue(rate >= 0.02 - 1e-12 && rate <= 1, steps + " steps, step " + step + ": " + rate);
      }
    }
  }

  @Test
  void fallsByTheClockWhenTimeRunsFasterThanSteps() {
    LearningRate schedule = LearningRate.cosine(0.03, 10_000_000);
    assertEquals(0.03, schedule.rate(1000, 0), 1e-6);
    assertEquals(0.03 * 0.51, schedule.rate(1000, 0.5), 1e-6);
    assertEquals(0.03 * 0.02, schedule.rate(1000, 1), 1e-6);
    assertEquals(0.03 / 200, schedule.rate(1, 0.5), 1e-12, "the warm-up is never left out");
  }

  @Test
  void fallsInAStraightLineInTheRecipeMicrogpt() {
    LearningRate schedule = LearningRate.linear(0.01, 1000);
    assertEquals(0.01, schedule.rate(1, 0));
    assertEquals(0.01 * (1 - 999 / 1000.0), schedule.rate(1000, 0));
  }
}
