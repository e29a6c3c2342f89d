package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.microgptrom.rtl.synth.SeedSummary.Spread;

/** Medians, ends and the choice of the best of several seeds. */
class SeedSummaryTest {
  @Test
  void anOddNumberHasARunInTheMiddle() {
    SeedSummary summary = of(30, 26, 28, 27, 31);
    assertEquals(new Spread(28, 26, 31), summary.maxMhz());
    assertEquals(3, summary.medianSeed());
    assertEquals(5, summary.bestSeed());
    assertEquals(Optional.of(timing(28)), summary.medianTiming());
    assertNull(summary.tokensPerSecond());
  }

  @Test
  void anEvenNumberHasTheMeanOfTheTwoInTheMiddle() {
    SeedSummary summary = of(30, 26, 29, 27);
    assertEquals(new Spread(28, 26, 30), summary.maxMhz());
    assertEquals(4, summary.medianSeed(), "the slower one");
    assertEquals(1, summary.bestSeed());
  }

  @Test
  void failedRunsDoNotCount() {
    SeedSummary summary = of(0, 26, 29, 0, 0);
    assertEquals(new Spread(27.5, 26, 29), summary.maxMhz());
    assertEquals(3, summary.bestSeed());
    assertEquals(5, summary.runs().size());
  }

  @Test
  void ofEqualOnesTheLowestSeedIsTheBest() {
    assertEquals(2, of(20, 29, 29, 21).bestSeed());
  }

  @Test
  void nothingIsKnownIfAllFail() {
    SeedSummary summary = of(0, 0);
    assertEquals(new SeedSummary(summary.runs(), null, null, null, null), summary);
    assertEquals(Optional.empty(), summary.medianTiming());
    assertEquals(summary, summary.withCycles(1, 100));
  }

  @Test
  void tokensPerSecondFollowFromEachFrequency() {
    SeedSummary summary = of(20, 0, 30, 40).withCycles(2, 100);
    assertEquals(new Spread(600_000, 400_000, 800_000), summary.tokensPerSecond());
    List<Double> rates = new ArrayList<>();
    summary.runs().forEach(run -> rates.add(run.tokensPerSecond()));
    assertEquals(Arrays.asList(400_000.0, null, 600_000.0, 800_000.0), rates);
    assertEquals(3, summary.medianSeed());
  }

  /** Runs of the seeds from 1 on with these frequencies, 0 for one that failed, told backwards. */
  private static SeedSummary of(double... mhz) {
    List<SeedSummary.Run> runs = new ArrayList<>();
    for (int i = 0; i < mhz.length; i++) {
      runs.add(
          mhz[i] == 0
              ? new SeedSummary.Run(i + 1, null, null, "failed")
              : new SeedSummary.Run(i + 1, timing(mhz[i]), null, null));
    }
    List<SeedSummary.Run> backwards = new ArrayList<>(runs);
    Collections.reverse(backwards);
    SeedSummary summary = SeedSummary.of(backwards);
    assertEquals(runs, summary.runs());
    return summary;
  }

  private static Timing timing(double mhz) {
    return new Timing(mhz, "from" + mhz, "to", 1, 2, 3);
  }
}
