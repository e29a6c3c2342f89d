package org.microgptrom.model.fixed;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;

/**
 * The constant tables, unsigned 16-bit words. The tables are data: the bundle carries them, and the
 * golden simulator and the circuit read the same files. {@link #forConfig} computes every entry
 * exactly, rounded half away from zero, with integers only.
 *
 * <ul>
 *   <li>EXP2[i] = round(2^15 * 2^(-i/256)), i = 0..255
 *   <li>RSQRT[i] = round(2^15 * c / sqrt(1 + i/32)), i = 0..96, c = sqrt(D) / 2^k in [1, 2)
 *   <li>RECIP[i] = round(2^15 / (1 + i/32)), i = 0..32
 * </ul>
 */
public final class Tables {
  /** The number of entries of {@link #exp2}. */
  public static final int EXP2_SIZE = 256;

  /** The number of entries of {@link #rsqrt}. */
  public static final int RSQRT_SIZE = 97;

  /** The number of entries of {@link #recip}. */
  public static final int RECIP_SIZE = 33;

  /**
   * The EXP2 table, computed once: it is the same for all shapes, and costly, as every entry is
   * searched with 4,096-bit numbers.
   */
  private static final int[] EXP2 = IntStream.range(0, EXP2_SIZE).map(Tables::exp2Entry).toArray();

  private final int[] exp2;
  private final int[] rsqrt;
  private final int[] recip;

  /**
   * Tables with these entries, of 256, 97 and 33 unsigned 16-bit words.
   *
   * @throws IllegalArgumentException naming the first table or entry that is wrong
   */
  public Tables(int[] exp2, int[] rsqrt, int[] recip) {
    this.exp2 = checked("exp2", exp2, EXP2_SIZE);
    this.rsqrt = checked("rsqrt", rsqrt, RSQRT_SIZE);
    this.recip = checked("recip", recip, RECIP_SIZE);
  }

  /**
   * Tables that were read under the names of {@link #byName}, all of them there.
   *
   * @throws IllegalArgumentException naming the table and entry that is not as it must be
   */
  public static Tables named(Map<String, int[]> entries) {
    int[][] tables = Stream.of("exp2", "rsqrt", "recip").map(entries::get).toArray(int[][]::new);
    return new Tables(tables[0], tables[1], tables[2]);
  }

  /** The tables of a model of this shape; only RSQRT depends on it. */
  public static Tables forConfig(ModelConfig config) {
    int[] rsqrt = new int[RSQRT_SIZE];
    for (int i = 0; i < RSQRT_SIZE; i++) {
      rsqrt[i] = rsqrtEntry(i, config.embd());
    }
    int[] recip = new int[RECIP_SIZE];
    for (int i = 0; i < RECIP_SIZE; i++) {
      recip[i] = ((1 << 21) + 32 + i) / (2 * (32 + i)); // round(2^20 / (32 + i))
    }
    return new Tables(EXP2, rsqrt, recip);
  }

  /** The exponent k = floor(log2(sqrt(D))). */
  public static int rsqrtExponent(int embd) {
    return FixedMath.leadingOne(embd) / 2;
  }

  int[] exp2() {
    return exp2;
  }

  int[] rsqrt() {
    return rsqrt;
  }

  int[] recip() {
    return recip;
  }

  /** Copies of the tables by the names of their files, in the order exp2, rsqrt, recip. */
  public Map<String, int[]> byName() {
    Map<String, int[]> byName = new LinkedHashMap<>();
    byName.put("exp2", exp2.clone());
    byName.put("rsqrt", rsqrt.clone());
    byName.put("recip", recip.clone());
    return byName;
  }

  /**
   * An entry of EXP2: the largest n with n - 1/2 <= x for x = 2^(15 - i/256), from (2n - 1)^256 <=
   * (2x)^256.
   */
  private static int exp2Entry(int i) {
    BigInteger power = BigInteger.ONE.shiftLeft(16 * 256 - i);
    int low = 0;
    int high = 1 << 16;
    while (high - low > 1) { // low satisfies the inequality, high does not
      int middle = (low + high) >>> 1;
      if (BigInteger.valueOf(2L * middle - 1).pow(256).compareTo(power) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * An entry of RSQRT: round(x) for x = 2^15 * sqrt(32 D / (32 + i)) / 2^k, from the integer root
   * of (2x)^2.
   */
  private static int rsqrtEntry(int i, int embd) {
    int k = rsqrtExponent(embd);
    long numerator = (32L * embd) << (32 - 2 * k);
    long root = BigInteger.valueOf(numerator / (32 + i)).sqrt().longValueExact();
    return (int) ((root + 1) >> 1);
  }

  private static int[] checked(String name, int[] entries, int size) {
    if (entries.length != size) {
      throw new IllegalArgumentException(
          "table " + name + " must have " + size + " entries, not " + entries.length);
    }
    for (int i = 0; i < size; i++) {
      if (entries[i] < 0 || entries[i] > 0xFFFF) {
        throw new IllegalArgumentException(
            "table " + name + " entry " + i + " must be in 0..65535, not " + entries[i]);
      }
    }
    return entries.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tables that
        && Arrays.equals(exp2, that.exp2)
        && Arrays.equals(rsqrt, that.rsqrt)
        && Arrays.equals(recip, that.recip);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(exp2) + Arrays.hashCode(rsqrt)) + Arrays.hashCode(recip);
  }
}
