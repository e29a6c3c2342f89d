package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.testing.MemoryText;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.testing.RandomModels;

/** One bit of a bundle is flipped; the place is known from the file's bytes alone. */
@Tag("slow")
class BitFlipTest {
  @TempDir Path folder;

  @Test
  void everyBitOfOneMatrixInEveryFormatIsFoundInItsPlace() {
    TestBundle bundle = bundle(TestBundle.tiny());
    Map<String, byte[]> files = bundle.files();
    AtomicInteger inWords = new AtomicInteger();
    int bits = 0;
    for (MemoryFormat format : MemoryFormat.DEFAULT) {
      String path = format.path("layer0_attn_wk");
      int count = 8 * files.get(path).length;
      bits += count;
      flip(
          files,
          IntStream.range(0, count).mapToObj(bit -> new Flip(path, bit)).toList(),
          (flip, verdict) -> {
            requireFound(bundle, files, flip, verdict);
            if (verdict.difference().word() != null) {
              inWords.incrementAndGet();
            }
          });
    }
    assertEquals(8 * (20 + 121 + 86), bits);
    // The same 16 digits in each format: some flips give another digit, the others none.
    int hexToHex = 0;
    for (byte digit : files.get("rom/readmemh/layer0_attn_wk.mem")) {
      for (int bit = 0; bit < 8; bit++) {
        boolean stays = isDigit(digit) && isDigit(digit ^ (1 << bit));
        hexToHex += stays ? 1 : 0;
      }
    }
    assertEquals(3 * hexToHex, inWords.get());
  }

  @Test
  void anyBitOfAnyRomFileIsFoundInItsPlace() {
    ModelConfig config = new ModelConfig(2, 8, 2, 5, 7, 5);
    TestBundle bundle = new TestBundle(config, RandomModels.Weights.MODERATE, 16, 5);
    Map<String, byte[]> files = bundle.files();
    Random random = new Random(7);
    List<String> paths = files.keySet().stream().filter(path -> path.startsWith("rom/")).toList();
    List<Flip> flips =
        IntStream.range(0, 500).mapToObj(i -> Flip.random(random, files, paths)).toList();
    assertEquals(
        500, flip(files, flips, (flip, verdict) -> requireFound(bundle, files, flip, verdict)));
  }

  @Test
  void anyBitOfManifestDigestsOrVectorsIsNoticed() {
    Map<String, byte[]> files = bundle(TestBundle.tiny()).files();
    Random random = new Random(8);
    List<String> paths = files.keySet().stream().filter(path -> !path.startsWith("rom/")).toList();
    List<Flip> flips =
        IntStream.range(0, 300).mapToObj(i -> Flip.random(random, files, paths)).toList();
    assertEquals(
        300,
        flip(
            files,
            flips,
            (flip, verdict) -> assertTrue(!verdict.passed(), () -> flip + ": " + verdict)));
  }

  private record Flip(String path, int bit) {
    static Flip random(Random random, Map<String, byte[]> files, List<String> paths) {
      String path = paths.get(random.nextInt(paths.size()));
      return new Flip(path, random.nextInt(8 * files.get(path).length));
    }

    byte[] of(byte[] content) {
      byte[] flipped = content.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      return flipped;
    }
  }

  private interface Requirement {
    void check(Flip flip, Verdict verdict);
  }

  /** Flips one bit after the other, in two folders at once; returns how many. */
  private int flip(Map<String, byte[]> files, List<Flip> flips, Requirement requirement) {
    return IntStream.range(0, 2)
        .parallel()
        .map(
            part -> {
              Path copy = TestBundle.write(folder.resolve("part" + part), files);
              int count = 0;
              for (int i = part; i < flips.size(); i += 2) {
                Flip flip = flips.get(i);
                byte[] content = files.get(flip.path);
                write(copy.resolve(flip.path), flip.of(content));
                requirement.check(flip, Verdict.on(copy));
                write(copy.resolve(flip.path), content);
                count++;
              }
              return count;
            })
        .sum();
  }

  private static void requireFound(
      TestBundle bundle, Map<String, byte[]> files, Flip flip, Verdict verdict) {
    assertTrue(verdict.failed(), () -> flip + ": " + verdict);
    Shown difference = verdict.difference();
    assertEquals(flip.path, difference.file());
    byte[] content = files.get(flip.path);
    int at = flip.bit / 8;
    long line = 1 + IntStream.range(0, at).filter(i -> content[i] == '\n').count();
    assertEquals(line, difference.line(), () -> flip + ": " + verdict);
    assertTrue(difference.message().startsWith(flip.path + ":" + line + ":"));
    byte before = content[at];
    byte after = flip.of(content)[at];
    boolean staysReadable =
        isDigit(before) && isDigit(after) && isInWord(flip.path, content, at, line);
    assertEquals(staysReadable, difference.word() != null, () -> flip + ": " + verdict);
    if (staysReadable) {
      int digit = 0; // of the word, from the least significant one
      while (isDigit(content[at + digit + 1])) {
        digit++;
      }
      assertEquals(digit / 4, difference.word().lane());
      int change = Character.digit(before, 16) ^ Character.digit(after, 16);
      int right = Integer.parseInt(difference.expected(), 16);
      int wrong = Integer.parseInt(difference.actual(), 16);
      assertEquals(change << (4 * (digit % 4)), right ^ wrong);
      requireWord(bundle, flip, difference);
    }
  }

  private static void requireWord(TestBundle bundle, Flip flip, Shown difference) {
    String image = flip.path.replaceAll(".*/|\\..*", "");
    WordDifference.Word word = difference.word();
    int lanes =
        bundle.map().images().stream()
            .filter(i -> i.name().equals(image))
            .mapToInt(i -> i.width() / 16)
            .findFirst()
            .orElseThrow();
    short right = bundle.images.get(image)[word.address() * lanes + word.lane()];
    assertEquals(MemoryText.hex(right), difference.expected());
    if (word.tensor() == null) {
      assertEquals(0, right, "padding");
      return;
    }
    Region region =
        bundle.map().regionsOf(image).stream()
            .filter(r -> r.tensor().equals(word.tensor()))
            .findFirst()
            .orElseThrow();
    assertEquals(word.address(), region.address(word.row(), word.column()));
    assertEquals(word.lane(), region.lane(word.row(), word.column()));
    short[] own = bundle.images.get(word.tensor().replace('.', '_'));
    assertNotNull(own);
    assertEquals(right, own[word.row() * region.columns() + word.column()]);
  }

  /** Whether a byte belongs to a word and not to a header, an address or the end. */
  private static boolean isInWord(String path, byte[] content, int at, long line) {
    String text = new String(content, StandardCharsets.US_ASCII);
    String before = text.substring(text.lastIndexOf('\n', at - 1) + 1, at);
    if (path.endsWith(".mif")) {
      return before.contains(" : ");
    }
    return path.endsWith(".mem") || line > 2;
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static TestBundle bundle(ModelConfig config) {
    return new TestBundle(config, RandomModels.Weights.MODERATE, 4, 5);
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
