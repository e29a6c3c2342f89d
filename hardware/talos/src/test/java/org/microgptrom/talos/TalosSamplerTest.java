package org.microgptrom.talos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The sampler's wrap-around begins and ends where the specification says, at each temperature. */
class TalosSamplerTest {
  private static final int TOP = Short.MAX_VALUE;

  /** At 0.5 the first gap with a wrong weight is 7.891, at 1 it is 15.782; beyond 1 none is. */
  @Test
  void gapsWithAWrongWeightAreThoseOfTheSpecification() {
    int compared = 0;
    for (int gap = 0; gap <= 65_535; gap++) {
      // Steps of 1/16 below the top: 253 are a gap of 64,641 / 2; from 124 on, 1 is right again.
      int index = (127 + 2 * gap) >> 8;
      boolean huge = (index >= 253 && index <= 255) || (index >= 509 && index <= 511);
      boolean wrong = huge || (index >= 256 && index - 256 < 124) || index == 512;
      assertEquals(wrong ? 1 : 0, wrongWeights(gap, 128), () -> "0.5");
      assertEquals(huge, isHuge(gap), "huge " + gap);
      boolean wrongAtOne = gap >= 64_641;
      assertEquals(wrongAtOne ? 1 : 0, wrongWeights(gap, 256), () -> "1");
      assertEquals(0, wrongWeights(gap, 512), "2");
      assertEquals(0, wrongWeights(gap, 513), "4");
      compared += 5;
    }
    assertEquals(5 * 65_536, compared);
  }

  @Test
  void aHugeWeightIsPracticallyCertainToBeDrawn() {
    int drawn = 0;
    for (int state = 1; state <= 1_000; state++) {
      TalosSampler.Draw draw =
          TalosSampler.draw(new int[] {TOP, TOP - 32_400}, 0, state * 0x9E3779B9, 128);
      drawn += draw.token();
      assertEquals(draw.token() == 1, draw.drewWrong());
    }
    assertEquals(1_000, drawn);
  }

  @Test
  void aSeedOfZeroAlwaysTakesTheFirstToken() {
    assertEquals(0, TalosSampler.draw(new int[] {TOP - 4096, TOP, TOP}, 1, 0, 256).token());
  }

  private static int wrongWeights(int gap, int temperature) {
    return TalosSampler.draw(new int[] {TOP, TOP - gap}, 0, 1, temperature).wrongWeights();
  }

  /** A huge weight is drawn for nearly every state, an ordinary one for few of these four. */
  private static boolean isHuge(int gap) {
    int drawn = 0;
    for (int state : new int[] {0x10000000, 0x37000000, 0x6A000000, 0x12345678}) {
      drawn += TalosSampler.draw(new int[] {TOP, TOP - gap}, 0, state, 128).token();
    }
    return drawn == 4;
  }
}
