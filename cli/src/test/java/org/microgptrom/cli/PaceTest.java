package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.microgptrom.cli.console.Pace;

/** Estimates of jobs whose end is known. */
class PaceTest {
  @Test
  void aSlowStartIsNotTakenForTheSpeed() {
    // 2 s for the first 10 steps, 100 a second from then on
    assertEstimates(3110, 33, seconds -> seconds < 2 ? 5 * seconds : 10 + 100 * (seconds - 2), 9);
  }

  @Test
  void aSteadyJobIsEstimatedAfterThreeSeconds() {
    assertEstimates(1000, 100, seconds -> 10 * seconds, 3.5);
  }

  @Test
  void fewLongStepsAreEstimated() {
    assertEstimates(100, 1000, seconds -> seconds / 10, 120);
  }

  @Test
  void aWeekIsEstimatedAsWell() {
    assertEstimates(604_800_000L, 604_800, seconds -> 1000 * seconds, 3.5);
  }

  @Test
  void withoutProgressNothingIsSaid() {
    Pace pace = new Pace();
    assertTrue(pace.secondsFor(5).isEmpty());
    for (int i = 0; i < 100; i++) {
      pace.at(i, 0);
      assertTrue(pace.secondsFor(5).isEmpty());
    }
  }

  /**
   * Each estimate is right to a third and a step, or to 2 s at the end, and there is one at the
   * latest after {@code latest} seconds.
   */
  private static void assertEstimates(
      long steps, double end, DoubleUnaryOperator done, double latest) {
    Pace pace = new Pace();
    int estimates = 0;
    double interval = Math.max(0.2, end / 20_000);
    for (double seconds = 0; seconds < end; seconds += interval) {
      long now = (long) done.applyAsDouble(seconds);
      pace.at(seconds, now);
      OptionalDouble left = pace.secondsFor(steps - now);
      assertTrue(left.isPresent() || seconds < latest + interval, "none after " + seconds + " s");
      if (left.isPresent()) {
        assertEquals(
            end - seconds, left.getAsDouble(), Math.max(2, (end - seconds) / 3 + end / steps));
        estimates++;
      }
    }
    assertTrue(estimates >= 50, estimates + " estimates");
  }
}
