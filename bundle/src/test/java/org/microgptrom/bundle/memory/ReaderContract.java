package org.microgptrom.bundle.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.microgptrom.bundle.testing.MemoryText;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/** What every reader must do: read the canonical file of any image, and refuse all others. */
public final class ReaderContract {
  /** Words in the file that is damaged: enough for addresses of two digits. */
  public static final int DEPTH = 20;

  private final MemoryReader reader;
  private final MemoryFormat format;
  private final Map<String, Damaged> cases = new LinkedHashMap<>();

  private record Damaged(String text, long line) {}

  /** A contract without damaged files. */
  public ReaderContract(MemoryReader reader, MemoryFormat format) {
    this.reader = reader;
    this.format = format;
  }

  /** The canonical file of {@link #DEPTH} words of 32 bits, the word at address a holds a02e, a. */
  public String canonical() {
    short[] values = new short[2 * DEPTH];
    for (int address = 0; address < DEPTH; address++) {
      values[2 * address] = (short) (0xa000 + address);
      values[2 * address + 1] = (short) (0xbee0 + address);
    }
    return new String(MemoryText.of(format, values, 2), StandardCharsets.ISO_8859_1);
  }

  /** The canonical file with its only {@code from} changed must be refused at this line. */
  public ReaderContract refuses(String name, String from, String to, long line) {
    String text = canonical();
    assertTrue(text.contains(from), name);
    assertEquals(text.indexOf(from), text.lastIndexOf(from), name + " is ambiguous");
    return refuses(name, text.replace(from, to), line);
  }

  /** This file must be refused at this line. */
  public ReaderContract refuses(String name, String text, long line) {
    cases.put(name, new Damaged(text, line));
    return this;
  }

  /** Runs all cases, of which there must be this many. */
  public void check(int count) {
    assertEquals(count, cases.size());
    reader.read(text(canonical()), shape(32, DEPTH), (address, word) -> {});
    cases.forEach(
        (name, damaged) -> {
          MemoryShape shape = shape(32, DEPTH);
          CanonicalText text = text(damaged.text);
          InputException e =
              assertThrows(
                  InputException.class, () -> reader.read(text, shape, (a, w) -> {}), name);
          assertEquals(damaged.line, text.line(), () -> name + ": " + e.getMessage());
          assertTrue(e.getMessage().startsWith("x.mem:" + damaged.line + ":"), e.getMessage());
        });
  }

  /** Reads files of many shapes, with the sizes and lines that the reader foretells. */
  public void checkShapes() {
    Random random = new Random(1);
    int shapes = 0;
    for (int depth : new int[] {1, 2, 15, 16, 17, 255, 256, 257, 4096, 4097, 70_000}) {
      int lanes = 1 << random.nextInt(depth < 1000 ? 9 : 3);
      short[] values = new short[depth * lanes];
      for (int i = 0; i < values.length; i++) {
        values[i] = (short) random.nextInt();
      }
      MemoryShape shape = shape(16 * lanes, depth);
      String file = new String(MemoryText.of(format, values, lanes), StandardCharsets.ISO_8859_1);
      assertEquals(file.length(), reader.bytes(shape), "size at depth " + depth);
      String[] lines = file.split("\n", -1);
      CanonicalText text = text(file);
      AtomicInteger words = new AtomicInteger();
      reader.read(
          text,
          shape,
          (address, word) -> {
            StringBuilder digits = new StringBuilder();
            for (int lane = 0; lane < lanes; lane++) {
              assertEquals(values[address * lanes + lane], word[lane]);
              digits.insert(0, MemoryText.hex(word[lane]));
            }
            String line = lines[(int) text.line() - 1];
            assertTrue(line.contains(digits), () -> "line of a word: " + line);
            assertEquals(words.getAndIncrement(), address);
          });
      assertEquals(depth, words.get());
      shapes++;
    }
    assertEquals(11, shapes);
  }

  private static MemoryShape shape(int width, int depth) {
    return new MemoryShape("x", width, depth);
  }

  private static CanonicalText text(String file) {
    byte[] bytes = file.getBytes(StandardCharsets.ISO_8859_1);
    return new CanonicalText("x.mem", new ByteArrayInputStream(bytes));
  }
}
