package org.microgptrom.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;

/** Two ways to the cycles of one stream agree; those of several are simulated elsewhere. */
class InterleavingTest {
  @Test
  void oneStreamTakesWhatTheScheduleAddsUp() {
    int compared = 0;
    for (int seed = 0; seed < 40; seed++) {
      ModelConfig config = seed == 0 ? ModelConfig.microgpt(27) : RandomModels.shape(seed);
      for (int lanes : List.of(1, 2, 8, 16, 64, 256)) {
        for (boolean precomputed : List.of(false, true)) {
          Schedule schedule = new Schedule(config, lanes, precomputed);
          assertArrayEquals(
              LongStream.range(0, config.context())
                  .map(at -> schedule.promptCycles((int) at))
                  .toArray(),
              Interleaving.promptCycles(config, lanes, precomputed, 1),
              () -> config + ", lanes " + lanes + ", precomputed " + precomputed);
          compared++;
        }
      }
    }
    assertEquals(480, compared);
  }
}
