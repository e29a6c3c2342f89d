package org.microgptrom.rtl;

import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;

/**
 * What the signature register of the circuit's self-test holds at its end. The register is linear
 * over GF(2): each memory has its part in the end, which follows from the signature of its own
 * words, and the parts add up modulo 2. As polynomials modulo that of CRC-32, 33 bits, a cycle is a
 * product with x; this polynomial is primitive, so that every factor has an inverse.
 */
final class SelfTest {
  /** The words from the first check word to the second. */
  static final int CHECK_DISTANCE = 16;

  private static final int POLYNOMIAL = 0x04C11DB7;
  private static final int WTE_TURN = 11; // of what its table adds
  private static final int WPE_TURN = 22;
  private static final int NARROW_LEAD = 2; // cycles that words of at most 16 bits come earlier

  private final MemoryMap map;
  private final Map<String, RomImage> images;
  private final int columns;
  private final int depth;

  /**
   * The self-test of a circuit.
   *
   * @param columns C
   * @param images by name, those that the circuit reads, the check words being 0
   */
  SelfTest(MemoryMap map, int columns, Map<String, RomImage> images) {
    this.map = map;
    this.images = images;
    this.columns = columns;
    this.depth = CircuitParameters.testDepth(map);
  }

  /**
   * The two check words, the first one in the upper 16 bits, with which the register ends as the
   * circuit expects.
   *
   * @param second the second one's address in {@link MemoryMap#CONSTANTS_IMAGE}
   */
  int checkWords(Codes codes, int second) {
    int steps = depth - 1 - second + NARROW_LEAD;
    int factor = times(power(steps), copies(2));
    return times(end() ^ expected(codes), inverse(factor));
  }

  /** The register at the end. */
  private int end() {
    int end =
        (map.precomputed()
                ? part(MemoryMap.FIRST_LAYER, 1)
                : part(MemoryMap.WTE_LANES_IMAGE, 1) ^ part(MemoryMap.WPE_LANES_IMAGE, 1))
            ^ part(MemoryMap.EXP2_IMAGE, columns)
            ^ part(MemoryMap.CONSTANTS_IMAGE, 2);
    for (int bits : Code.WIDTHS) {
      if (images.containsKey(MemoryMap.lanesImage(bits))) {
        end ^= part(MemoryMap.lanesImage(bits), 1);
      }
    }
    return end;
  }

  /** The part of an image, of which the circuit has copies that are turned by 0, 1, 2... bits. */
  private int part(String name, int copies) {
    RomImage image = image(name);
    int own = image.signature() ^ times(-1, power(image.depth()));
    int lead = image.width() > RomImage.LANE_BITS ? 0 : NARROW_LEAD;
    return times(times(own, power(depth - image.depth() + lead)), copies(copies));
  }

  /** What the circuit expects: all ones less the signatures of its tables, which are logic. */
  private int expected(Codes codes) {
    CodeTables tables = CodeTables.of(codes, map);
    int sum = 0;
    for (int number = 0; number < tables.ofMatrices(); number++) {
      sum ^= signature(number, tables);
    }
    if (map.precomputed()) {
      return ~sum; // without embeddings
    }
    if (tables.has(ParameterSpec.WTE)) {
      sum ^= Integer.rotateLeft(signature(tables.of(ParameterSpec.WTE), tables), WTE_TURN);
    }
    if (tables.has(ParameterSpec.WPE)) {
      sum ^= Integer.rotateLeft(signature(tables.of(ParameterSpec.WPE), tables), WPE_TURN);
    }
    return ~sum;
  }

  private int signature(int number, CodeTables tables) {
    CodeTables.Table table = tables.all().get(number);
    return table.isLinear()
        ? 0
        : Integer.rotateLeft(image(table.codebook()).signature(), number % Integer.SIZE);
  }

  private RomImage image(String name) {
    return Objects.requireNonNull(images.get(name), name);
  }

  /** 1 + x + x^2 + ..., so many terms. */
  private static int copies(int count) {
    return (1 << count) - 1;
  }

  private static int power(int exponent) {
    int power = 1;
    int square = 2;
    for (int left = exponent; left > 0; left >>= 1) {
      power = (left & 1) == 1 ? times(power, square) : power;
      square = times(square, square);
    }
    return power;
  }

  /** The inverse, the power of 2^32 - 2: the product of all squares from the second power on. */
  private static int inverse(int factor) {
    int inverse = 1;
    int square = factor;
    for (int i = 1; i < Integer.SIZE; i++) {
      square = times(square, square);
      inverse = times(inverse, square);
    }
    return inverse;
  }

  private static int times(int a, int b) {
    int product = 0;
    for (int bit = Integer.SIZE - 1; bit >= 0; bit--) {
      product = product << 1 ^ (product < 0 ? POLYNOMIAL : 0) ^ ((b >> bit & 1) == 1 ? a : 0);
    }
    return product;
  }
}
