package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;

class FixedMathTest {
  /** floor(a * 2^-s + 1/2), in exact decimals. */
  private static BigInteger exactRoundShift(long a, int s) {
    BigDecimal scaled =
        s >= 0
            ? new BigDecimal(a).divide(new BigDecimal(BigInteger.ONE.shiftLeft(s)))
            : new BigDecimal(a).multiply(new BigDecimal(BigInteger.ONE.shiftLeft(-s)));
    return s > 0
        ? scaled.add(new BigDecimal("0.5")).setScale(0, RoundingMode.FLOOR).toBigInteger()
        : scaled.toBigInteger();
  }

  @Test
  void roundShiftRoundsHalfUp() {
    assertEquals(1, FixedMath.roundShift(1, 1));
    assertEquals(0, FixedMath.roundShift(-1, 1));
    assertEquals(-1, FixedMath.roundShift(-3, 1));
    assertEquals(-24, FixedMath.roundShift(-3, -3));
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long a = random.nextLong() >> (16 + random.nextInt(48));
      int s = random.nextInt(49);
      assertEquals(exactRoundShift(a, s).longValueExact(), FixedMath.roundShift(a, s));
    }
  }

  @Test
  void rescaleAndClampEqualTheExactShiftAtAnyWidth() {
    Random random = new Random(2);
    int clamped = 0;
    for (int i = 0; i < 50_000; i++) {
      long a = random.nextLong() >> (16 + random.nextInt(48));
      int s = random.nextInt(73) - 24;
      BigInteger exact = exactRoundShift(a, s);
      BigInteger word =
          exact.max(BigInteger.valueOf(Short.MIN_VALUE)).min(BigInteger.valueOf(Short.MAX_VALUE));
      int rescaled = FixedMath.rescale(a, s);
      assertEquals(word.intValueExact(), FixedMath.sat16(rescaled), () -> a + " >> " + s);
      assertEquals(!exact.equals(word), FixedMath.sat16(rescaled) != rescaled);
      clamped += exact.equals(word) ? 0 : 1;
    }
    assertTrue(clamped > 10_000 && clamped < 40_000, "unbalanced cases");
  }

  @Test
  void epsilonIsRoundedFromTheExactDecimal() {
    assertEquals(1, GoldenSimulator.epsilon(16, new QFormat(0)));
    assertEquals(42_950, GoldenSimulator.epsilon(16, new QFormat(14))); // 42949.67296
    for (int embd : new int[] {1, 16, 24, 33, 8192}) {
      for (int f = 0; f <= QFormat.MAX_FRACTION_BITS; f++) {
        BigInteger exact =
            new BigDecimal("0.00001")
                .multiply(BigDecimal.valueOf(embd))
                .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(2 * f)))
                .setScale(0, RoundingMode.HALF_UP)
                .toBigInteger()
                .max(BigInteger.ONE);
        assertEquals(exact.longValueExact(), GoldenSimulator.epsilon(embd, new QFormat(f)));
      }
    }
  }

  @Test
  void finestFormatHoldsTheBoundAndTheNextDoesNot() {
    assertEquals(15, QFormat.finest(0.999, 32767).fractionBits());
    assertEquals(14, QFormat.finest(1.0, 32767).fractionBits());
    assertEquals(24, QFormat.finest(0, 32767).fractionBits());
    assertEquals(0, QFormat.finest(32767, 32767).fractionBits());
    assertEquals((short) 2, new QFormat(0).nearest(2.5));
    assertEquals((short) -4, new QFormat(1).nearest(-1.75));
  }

  @Test
  void softmaxWeightIsTheTableShiftedUntilTheDistanceIsSixteen() {
    int[] table = Tables.forConfig(ModelConfig.microgpt(27)).exp2();
    int distances = 0;
    for (int d = 0; d < 20 * 256; d++, distances++) {
      int expected = d / 256 >= 16 ? 0 : table[d % 256] / (1 << (d / 256));
      assertEquals(expected, FixedMath.exp2(table, d), "distance " + d);
    }
    assertEquals(5120, distances);
    assertEquals(1, FixedMath.exp2(table, 15 * 256));
    assertEquals(0, FixedMath.exp2(table, Long.MAX_VALUE));
  }

  @Test
  void xorshift32FollowsMarsaglia() {
    int state = 1;
    int[] expected = {270369, 67634689, -1647531835, 307599695};
    for (int value : expected) {
      state = FixedMath.xorshift32(state);
      assertEquals(value, state);
    }
  }

  @Test
  void temperatureScale() {
    assertEquals(0, Temperature.scale(0));
    assertEquals(5909, Temperature.scale(1));
    assertEquals(11819, Temperature.scale(0.5));
    assertEquals(65513, Temperature.scale(Temperature.LOWEST));
  }
}
