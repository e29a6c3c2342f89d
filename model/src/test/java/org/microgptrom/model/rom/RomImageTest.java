package org.microgptrom.model.rom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

class RomImageTest {
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
}
