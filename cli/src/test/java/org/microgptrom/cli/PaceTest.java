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

  /** Slow first steps, steps of all durations, and measurements of two steps' time now and then. */
  @Test
  void afterThreeStepsTheRestIsKnownToAFactorOfTwo() {
    int estimates = 0;
    for (double step : new double[] {0.002, 0.02, 0.3, 5}) {
      for (double first : new double[] {1, 10, 100}) {
        for (int measured : new int[] {5, 25, 2000}) {
          int steps = 1000;
          double end = time(steps, step, first, measured);
          Pace pace = new Pace();
          for (int done = 1; done < steps; done++) {
            double now = time(done, step, first, measured);
            pace.at(now, done);
            double left = pace.roughly(steps - done);
            if (done >= 3 && end - now > 2) {
              double measurement = 2 * step; // the last one may be due in the step that is left
              String what = step + " s, " + first + ", " + measured + ": " + done + ": " + left;
              assertTrue(left + measurement > (end - now) / 2, what);
              assertTrue(left - measurement < (end - now) * 2, what);
              estimates++;
            }
          }
        }
      }
    }
    assertTrue(estimates > 15_000, estimates + " estimates");
  }

  /** When so many steps are done, by a clock that is only computed. */
  private static double time(int done, double step, double first, int measured) {
    return step * (first + (done - 1) + 2 * (done / measured));
  }

  @Test
  void withoutProgressNothingIsSaid() {
    Pace pace = new Pace();
    assertTrue(pace.secondsFor(5).isEmpty() && pace.roughly(5) == Double.POSITIVE_INFINITY);
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
