package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.coe.CoeWriter;
import org.microgptrom.pack.memory.MemoryWriter;
import org.microgptrom.pack.mif.MifWriter;
import org.microgptrom.pack.readmemh.ReadmemhWriter;

class MemoryWritersTest {
  private static final RomImage TWO_LANES =
      new RomImage("two_lanes", 2, new short[] {0x1234, -1, Short.MIN_VALUE, 0x00AB, 1, 0});

  @Test
  void readmemhIsOneWordPerLineHighestLaneFirst() throws IOException {
    assertEquals("ffff1234\n00ab8000\n00000001\n", text(new ReadmemhWriter(), TWO_LANES));
  }

  @Test
  void mifGivesSizesAndAddresses() throws IOException {
    assertEquals(
        """
        DEPTH = 3;
        WIDTH = 32;
        ADDRESS_RADIX = HEX;
        DATA_RADIX = HEX;
        CONTENT BEGIN
        0 : ffff1234;
        1 : 00ab8000;
        2 : 00000001;
        END;
        """,
        text(new MifWriter(MemoryFormat.MIF), TWO_LANES));
  }

  @Test
  void coeEndsWithASemicolon() throws IOException {
    assertEquals(
        """
        memory_initialization_radix=16;
        memory_initialization_vector=
        ffff1234,
        00ab8000,
        00000001;
        """,
        text(new CoeWriter(), TWO_LANES));
  }

  @Test
  void everyWordOfEveryShapeIsThere() throws IOException {
    int cases = 0;
    for (RomImage image : TestImages.withLanes(1, 2, 4, 16, 64, 256)) {
      List<String> words = TestImages.words(image);
      assertEquals(
          words.stream().map(word -> word + "\n").collect(Collectors.joining()),
          text(new ReadmemhWriter(), image));
      assertTrue(text(new CoeWriter(), image).endsWith("=\n" + String.join(",\n", words) + ";\n"));
      String lines =
          IntStream.range(0, words.size())
              .mapToObj(a -> Integer.toHexString(a) + " : " + words.get(a) + ";\n")
              .collect(Collectors.joining());
      assertTrue(
          text(new MifWriter(MemoryFormat.MIF), image).endsWith("BEGIN\n" + lines + "END;\n"));
      cases++;
    }
    assertEquals(30, cases);
  }

  @Test
  void aLargeImageLeavesInSmallPieces() throws IOException {
    RomImage image = new RomImage("large", 16, new short[16 << 16]);
    for (MemoryWriter writer :
        List.of(new ReadmemhWriter(), new MifWriter(MemoryFormat.MIF), new CoeWriter())) {
      OutputStream out =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new AssertionError("single bytes are slow");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              assertTrue(length <= 1 << 16, "a piece of " + length);
            }
          };
      writer.write(image, out);
    }
  }

  private static String text(MemoryWriter writer, RomImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(image, out);
    return out.toString(StandardCharsets.US_ASCII);
  }
}
