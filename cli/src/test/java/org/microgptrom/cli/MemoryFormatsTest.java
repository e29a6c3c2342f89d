package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.MemoryReaders;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.MemoryWriters;

/** What pack writes in any format, verify reads, though they share no code. */
@Tag("slow")
class MemoryFormatsTest {
  private static final short[] CORNERS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE};

  @Test
  void everyShapeInEveryFormatComesBack() throws IOException {
    Random random = new Random(5);
    int cases = 0;
    int refused = 0;
    for (int lanes : new int[] {1, 2, 3, 4, 16, 17, 64}) {
      for (int depth : new int[] {1, 2, 5, 17, 256, 257, 1031}) {
        RomImage image = image(random, lanes, depth);
        for (MemoryFormat format : MemoryFormat.values()) {
          if (format.holds(image.width(), depth)) {
            roundTrip(format, image);
            cases++;
          } else {
            refused++;
          }
        }
      }
    }
    assertEquals(25 * 7 * 7 - refused, cases);
    assertEquals(3 * 2 * 7, refused); // Lattice's, of 17 and 64 lanes
  }

  /** Words that fill neither bytes nor lanes. */
  @Test
  void wordsOfAnyWidthComeBack() throws IOException {
    Random random = new Random(7);
    int cases = 0;
    for (int width : new int[] {1, 3, 4, 7, 8, 9, 12, 15, 17, 20, 31, 33, 100, 1023}) {
      for (int depth : new int[] {1, 7, 257}) {
        RomImage whole = image(random, (width + 15) / 16, depth);
        MemoryShape shape = new MemoryShape("image", width, depth);
        short[] content = new short[(int) shape.values()];
        for (int i = 0; i < content.length; i++) {
          int lane = i % shape.lanes();
          int mask = (1 << shape.laneBits(lane)) - 1;
          content[i] = (short) (whole.value(i / shape.lanes(), lane) & mask);
        }
        for (MemoryFormat format : MemoryFormat.values()) {
          if (format.holds(width, depth)) {
            roundTrip(format, RomImage.of(shape, content));
            cases++;
          }
        }
      }
    }
    assertEquals(25 * 14 * 3 - 3 * 3, cases);
  }

  /** Addresses beyond 64 Ki bytes, 64 Ki words and, for S-records, 16 Mi bytes. */
  @Test
  void longMemoriesComeBack() throws IOException {
    Random random = new Random(6);
    int cases = 0;
    for (MemoryFormat format : MemoryFormat.values()) {
      for (int depth : new int[] {1 << 15, (1 << 15) + 1, 1 << 16, 140_001}) {
        if (format.holds(16, depth)) {
          roundTrip(format, image(random, 1, depth));
          cases++;
        }
      }
    }
    assertEquals(25 * 4 - 7, cases);
    for (int depth : new int[] {1 << 23, (1 << 23) + 1}) {
      roundTrip(MemoryFormat.SREC, image(random, 1, depth));
    }
    roundTrip(MemoryFormat.IHEX_QUARTUS, image(random, 1, 1 << 20));
  }

  /** A file has the shape that it says or implies. */
  private static void roundTrip(MemoryFormat format, RomImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MemoryWriters.of(format).write(image, out);
    byte[] file = out.toByteArray();
    String name = format + " of " + image.shape();
    MemoryReader reader = MemoryReaders.of(format);
    MemoryShape shape = image.shape();
    assertTrue(file.length <= reader.bytes(shape), name + " has " + file.length + " bytes");
    assertTrue(reader.bytes(shape) <= 3L * file.length + 1000, name + " is bounded");
    AtomicInteger words = new AtomicInteger();
    reader.read(
        text(format, file),
        shape,
        (address, word) -> {
          if (address != words.getAndIncrement() || word.length != image.lanes()) {
            throw new AssertionError(name + ": address " + address);
          }
          for (int lane = 0; lane < word.length; lane++) {
            if (image.value(address, lane) != word[lane]) {
              assertEquals(image.value(address, lane), word[lane], name + " at " + address);
            }
          }
        });
    assertEquals(image.depth(), words.get(), name);
  }

  private static CanonicalText text(MemoryFormat format, byte[] file) {
    return new CanonicalText("x", new ByteArrayInputStream(file), format.isBinary());
  }

  /** Corners, then random words with runs of equal ones. */
  private static RomImage image(Random random, int lanes, int depth) {
    short[] values = new short[lanes * depth];
    for (int i = 0; i < values.length; i++) {
      boolean repeats = i >= lanes && i / lanes % 7 > 3;
      values[i] =
          i < CORNERS.length ? CORNERS[i] : repeats ? values[i - lanes] : (short) random.nextInt();
    }
    return new RomImage("image_" + lanes, lanes, values);
  }
}
