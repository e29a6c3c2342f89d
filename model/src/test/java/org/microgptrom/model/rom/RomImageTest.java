package org.microgptrom.model.rom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

class RomImageTest {
  /** x^32 + x^26 + x^23 + ... + 1, IEEE 802.3. */
  private static final Set<Integer> POLYNOMIAL =
      Set.of(26, 23, 22, 16, 12, 11, 10, 8, 7, 5, 4, 2, 1, 0);

  /** FIPS 180-4: the digest of "abcd" is well known; 0x6261 is "ab" in this order. */
  @Test
  void theStreamHasTheLeastSignificantByteFirst() {
    String abcd = "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589";
    assertEquals(abcd, new RomImage("x", 1, new short[] {0x6261, 0x6463}).sha256());
    assertEquals(abcd, new RomImage("x", 2, new short[] {0x6261, 0x6463}).sha256());
  }

  @Test
  void theDigestIsThatOfSha256sum(@TempDir Path folder) throws Exception {
    Random random = new Random(1);
    short[] content = new short[7 * 32];
    byte[] stream = new byte[2 * content.length];
    random.nextBytes(stream);
    for (int i = 0; i < content.length; i++) {
      content[i] = new BigInteger(new byte[] {stream[2 * i + 1], stream[2 * i]}).shortValue();
    }
    Files.write(folder.resolve("stream"), stream);
    RomImage image = new RomImage("x", 32, content);
    assertEquals(
        image.sha256() + "  stream\n", ExternalTool.named("sha256sum").runOk(folder, "stream"));
    assertEquals(7, image.depth());
    assertEquals(512, image.width());
    assertEquals(content[3 * 32 + 5], image.value(3, 5));
  }

  /** By the register's definition, one bit after the other, in numbers without a width. */
  @Test
  void theSignatureIsThatOfAShiftRegister() {
    Random random = new Random(3);
    int images = 0;
    for (int lanes : new int[] {1, 2, 3, 16, 17, 40}) {
      short[] content = new short[lanes * (1 + random.nextInt(50))];
      for (int i = 0; i < content.length; i++) {
        content[i] = (short) random.nextInt();
      }
      RomImage image = new RomImage("x", lanes, content);
      boolean[] register = new boolean[32];
      Arrays.fill(register, true);
      for (int address = 0; address < image.depth(); address++) {
        boolean[] next = new boolean[32];
        for (int bit = 0; bit < 32; bit++) {
          next[bit] = bit > 0 && register[bit - 1];
          next[bit] ^= register[31] && POLYNOMIAL.contains(bit);
        }
        for (int lane = 0; lane < lanes; lane++) {
          for (int bit = 0; bit < 16; bit++) {
            next[(bit + lane) % 16] ^= BigInteger.valueOf(image.value(address, lane)).testBit(bit);
          }
        }
        register = next;
      }
      BigInteger expected = BigInteger.ZERO;
      for (int bit = 0; bit < 32; bit++) {
        expected = register[bit] ? expected.setBit(bit) : expected;
      }
      assertEquals(expected.longValue(), Integer.toUnsignedLong(image.signature()));
      images++;
    }
    assertEquals(6, images);
  }

  /** All ones, shifted once, have one zero; the polynomial then turns the bits of its terms. */
  @Test
  void theSignatureOfOneZero() {
    assertEquals(0xFFFF_FFFE ^ 0x04C1_1DB7, new RomImage("x", 1, new short[1]).signature());
    assertEquals(
        0xFFFF_FFFE ^ 0x04C1_1DB7 ^ 3, new RomImage("x", 2, new short[] {1, 1}).signature());
  }

  @Test
  void everyFlippedBitChangesTheSignature() {
    Random random = new Random(4);
    short[] content = new short[16 * 20];
    for (int i = 0; i < content.length; i++) {
      content[i] = (short) random.nextInt();
    }
    int right = new RomImage("x", 16, content).signature();
    int flips = 0;
    for (int i = 0; i < content.length; i++) {
      for (int bit = 0; bit < 16; bit++) {
        content[i] ^= (short) (1 << bit);
        assertNotEquals(right, new RomImage("x", 16, content).signature());
        content[i] ^= (short) (1 << bit);
        flips++;
      }
    }
    assertEquals(16 * 20 * 16, flips);
  }

  @Test
  void refusesContentThatDoesNotFillWordsAndPlacesOutside() {
    assertThrows(IllegalArgumentException.class, () -> new RomImage("x", 2, new short[3]));
    assertThrows(IllegalArgumentException.class, () -> new RomImage("x", 1, new short[0]));
    assertThrows(IllegalArgumentException.class, () -> new RomImage("x", 0, new short[2]));
    RomImage image = new RomImage("x", 2, new short[4]);
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(1, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> image.value(2, 0));
  }

  /** Values of any width side by side, many of them across the border of two lanes. */
  @Test
  void valuesArePutAndTakenAcrossLanes() {
    Random random = new Random(9);
    int values = 0;
    for (int bits = 1; bits <= 16; bits++) {
      int count = 40;
      MemoryShape shape = new MemoryShape("x", bits * count, 3);
      short[] content = new short[(int) shape.values()];
      BigInteger expected = BigInteger.ZERO;
      for (int i = 0; i < count; i++) {
        int value = random.nextInt(1 << bits);
        expected = expected.or(BigInteger.valueOf(value).shiftLeft(bits * i));
        RomImage.put((short) value, bits * i, content, shape.lanes());
      }
      RomImage image = RomImage.of(shape, content);
      BigInteger word = BigInteger.ZERO;
      for (int lane = shape.lanes() - 1; lane >= 0; lane--) {
        int limb = Short.toUnsignedInt(image.value(1, lane));
        word = word.shiftLeft(16).or(BigInteger.valueOf(limb));
        assertEquals(0, image.value(0, lane) | image.value(2, lane));
      }
      assertEquals(expected, word, bits + " bits");
      for (int i = 0; i < count; i++, values++) {
        int mask = (1 << bits) - 1;
        assertEquals(
            expected.shiftRight(bits * i).intValue() & mask, image.value(1, i, bits) & mask);
      }
    }
    assertEquals(16 * 40, values);
  }
}
