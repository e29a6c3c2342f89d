package org.microgptrom.model.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;

/** Tables against decimals of 60 digits, computed another way. */
class TablesTest {
  private static final MathContext DIGITS = new MathContext(60);

  private static int round(BigDecimal value) {
    return value.setScale(0, RoundingMode.HALF_UP).intValueExact();
  }

  @Test
  void everyEntryIsCorrectlyRounded() {
    BigDecimal root = new BigDecimal("0.5"); // 2^(-1/256) after eight square roots
    for (int i = 0; i < 8; i++) {
      root = root.sqrt(DIGITS);
    }
    int entries = 0;
    for (int embd : new int[] {1, 2, 3, 4, 15, 16, 17, 24, 63, 64, 100, 511, 512, 8191, 8192}) {
      Tables tables = Tables.forConfig(new ModelConfig(1, embd, 1, 1, 1, 2));
      BigDecimal power = BigDecimal.valueOf(32768);
      for (int i = 0; i < 256; i++, entries++) {
        assertEquals(round(power), tables.exp2()[i], "EXP2 " + i);
        power = power.multiply(root, DIGITS);
      }
      BigDecimal c = BigDecimal.valueOf(embd).sqrt(DIGITS);
      while (c.compareTo(BigDecimal.valueOf(2)) >= 0) {
        c = c.divide(BigDecimal.valueOf(2), DIGITS);
      }
      for (int i = 0; i <= 96; i++, entries++) {
        BigDecimal mantissa = BigDecimal.valueOf(1 + i / 32.0);
        BigDecimal value =
            c.multiply(BigDecimal.valueOf(32768)).divide(mantissa.sqrt(DIGITS), DIGITS);
        assertEquals(round(value), tables.rsqrt()[i], "RSQRT " + i + " of " + embd);
      }
      for (int i = 0; i <= 32; i++, entries++) {
        BigDecimal value =
            BigDecimal.valueOf(32768).divide(BigDecimal.valueOf(1 + i / 32.0), DIGITS);
        assertEquals(round(value), tables.recip()[i], "RECIP " + i);
      }
    }
    assertEquals(15 * (256 + 97 + 33), entries);
  }

  @Test
  void wrongTablesAreRefused() {
    Tables good = Tables.forConfig(ModelConfig.microgpt(27));
    assertThrows(
        IllegalArgumentException.class, () -> new Tables(new int[255], good.rsqrt(), good.recip()));
    int[] recip = good.recip().clone();
    recip[3] = 65536;
    assertThrows(
        IllegalArgumentException.class, () -> new Tables(good.exp2(), good.rsqrt(), recip));
  }
}
