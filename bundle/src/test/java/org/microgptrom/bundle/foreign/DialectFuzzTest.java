package org.microgptrom.bundle.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;

/** Every format in many manners, against words that are big integers. */
class DialectFuzzTest {
  private static final int[] WIDTHS = {1, 4, 7, 8, 12, 16, 16, 18, 24, 32, 36, 64, 72, 100, 1024};

  @TempDir Path folder;

  @Test
  void whateverTheMannerTheWordsAreRead() throws IOException {
    int cases = 0;
    for (MemoryFormat format : MemoryFormat.values()) {
      for (int seed = 0; seed < 120; seed++) {
        Random random = new Random(format.name().hashCode() + 1000L * seed);
        int width = WIDTHS[random.nextInt(WIDTHS.length)];
        BigInteger[] words = new BigInteger[1 + random.nextInt(60)];
        for (int i = 0; i < words.length; i++) {
          words[i] = random.nextInt(3) == 0 ? BigInteger.ZERO : new BigInteger(width, random);
        }
        byte[] file = new RandomDialect(random, width, words).write(format);
        check(format + " with seed " + seed, format, file, width, words);
        cases++;
      }
    }
    assertEquals(25 * 120, cases);
  }

  private void check(
      String name, MemoryFormat format, byte[] content, int width, BigInteger[] words)
      throws IOException {
    Path file = Files.write(folder.resolve("words"), content);
    ForeignMemory memory;
    try {
      memory =
          ForeignMemory.read(
              file,
              Optional.of(format),
              tells(format) ? OptionalInt.empty() : OptionalInt.of(width),
              "words");
    } catch (InputException e) {
      throw new AssertionError(
          name + ": " + e.getMessage() + "\n" + new String(content, StandardCharsets.ISO_8859_1),
          e);
    }
    RomImage image = memory.image();
    assertEquals(
        format.toString().replaceFirst("-.*", ""),
        memory.format().toString().replaceFirst("-.*", ""),
        name);
    assertEquals(width, image.width(), name);
    assertEquals(words.length, image.depth(), name);
    for (int address = 0; address < words.length; address++) {
      BigInteger word = BigInteger.ZERO;
      for (int lane = image.lanes() - 1; lane >= 0; lane--) {
        int value = Short.toUnsignedInt(image.value(address, lane));
        word = word.shiftLeft(16).or(BigInteger.valueOf(value));
      }
      int at = address;
      assertEquals(
          words[address],
          word,
          () -> name + ": word " + at + " of\n" + new String(content, StandardCharsets.ISO_8859_1));
    }
  }

  /** Whether a file of this format says exactly how many bits a word has. */
  private static boolean tells(MemoryFormat format) {
    return switch (format) {
      case MIF,
          MIF_RANGES,
          MIF_UNSIGNED,
          LATTICE_HEX,
          LATTICE_BIN,
          LATTICE_ADDRHEX,
          GOWIN_HEX,
          GOWIN_BIN,
          GOWIN_ADDRHEX,
          READMEMB,
          MICROCHIP_BIN,
          VHDL,
          VHDL_CASE,
          VERILOG_CASE,
          SYSTEMVERILOG_CASE ->
          true;
      default -> false;
    };
  }
}
