package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.MemoryText;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;

/** One bit of a bundle is flipped; the place is known from the file's bytes alone. */
@Tag("slow")
class BitFlipTest {
  @TempDir Path folder;

  /** Of the codes of each tensor, cyclically: words, codes that fill digits, and others. */
  private static Stream<List<Integer>> widths() {
    return Stream.of(List.of(16), List.of(4), List.of(3), List.of(4, 3, 2, 8, 2, 16, 4));
  }

  @ParameterizedTest
  @MethodSource("widths")
  void everyBitOfOneMatrixInEveryFormatIsFoundInItsPlace(List<Integer> widths) {
    TestBundle bundle = bundle(TestBundle.tiny(), widths, 4);
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
    int width = bundle.bits("layer0.attn_wk");
    int digits = (width + 3) / 4;
    int sizes = width < 10 ? 1 : 2; // digits of the width in the file's header
    assertEquals(8 * (4 * (digits + 1) + 4 * digits + 103 + sizes + 4 * digits + 70), bits);
    // The same digits in each format: some flips give another one of the word's, the others none.
    int wordToWord = 0;
    for (byte digit : files.get("rom/readmemh/layer0_attn_wk.mem")) {
      for (int bit = 0; bit < 8; bit++) {
        int other = digit ^ (1 << bit);
        boolean stays = isDigit(digit) && isDigit(other);
        wordToWord += stays && Character.digit(other, 16) >> Math.min(4, width) == 0 ? 1 : 0;
      }
    }
    assertEquals(3 * wordToWord, inWords.get());
  }

  @ParameterizedTest
  @MethodSource("widths")
  void anyBitOfAnyRomFileIsFoundInItsPlace(List<Integer> widths) {
    TestBundle bundle = bundle(new ModelConfig(2, 8, 2, 5, 7, 5), widths, 16);
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
    Map<String, byte[]> files = bundle(TestBundle.tiny(), List.of(16), 4).files();
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
              Path copy = BundleFiles.write(folder.resolve("part" + part), files);
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
    MemoryMap.Image image = image(bundle, flip);
    boolean staysReadable = isInWord(flip.path, content, at, line);
    for (byte[] either : List.of(content, flip.of(content))) {
      staysReadable = staysReadable && isDigit(either[at]);
      staysReadable = staysReadable && word(either, at).bitLength() <= image.width();
    }
    assertEquals(staysReadable, difference.word() != null, () -> flip + ": " + verdict);
    if (staysReadable) {
      BigInteger right = word(content, at);
      BigInteger wrong = word(flip.of(content), at);
      int index = right.xor(wrong).getLowestSetBit() / image.valueBits();
      assertEquals(index, difference.word().lane());
      assertEquals(value(right, image, index), difference.expected());
      assertEquals(value(wrong, image, index), difference.actual());
      requireWord(bundle, image, difference);
    }
  }

  /** The word of which a byte is a digit. */
  private static BigInteger word(byte[] content, int at) {
    int from = at;
    while (from > 0 && isDigit(content[from - 1])) {
      from--;
    }
    int to = at + 1;
    while (isDigit(content[to])) {
      to++;
    }
    return new BigInteger(new String(content, from, to - from, StandardCharsets.US_ASCII), 16);
  }

  private static String value(BigInteger word, MemoryMap.Image image, int index) {
    BigInteger mask = BigInteger.ONE.shiftLeft(image.valueBits()).subtract(BigInteger.ONE);
    BigInteger value = word.shiftRight(index * image.valueBits()).and(mask);
    return MemoryText.hex(value, image.valueBits());
  }

  private static MemoryMap.Image image(TestBundle bundle, Flip flip) {
    String image = flip.path.replaceAll(".*/|\\..*", "");
    return bundle.map().images().stream()
        .filter(i -> i.name().equals(image))
        .findFirst()
        .orElseThrow();
  }

  private static void requireWord(TestBundle bundle, MemoryMap.Image image, Shown difference) {
    WordDifference.Word word = difference.word();
    int inWord = image.width() / image.valueBits();
    short right = bundle.images.get(image.name())[word.address() * inWord + word.lane()];
    BigInteger unsigned = BigInteger.valueOf(right & 0xFFFF);
    assertEquals(MemoryText.hex(unsigned, image.valueBits()), difference.expected());
    if (word.tensor() == null) {
      assertEquals(0, right, "padding");
      return;
    }
    Region region =
        bundle.map().regionsOf(image.name()).stream()
            .filter(r -> r.tensor().equals(word.tensor()))
            .findFirst()
            .orElseThrow();
    assertEquals(word.address(), region.address(word.row(), word.column()));
    assertEquals(word.lane(), region.lane(word.row(), word.column()));
    if (image.name().equals(MemoryMap.CONSTANTS_IMAGE)) {
      return; // its tables have no images of their own
    }
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

  private static TestBundle bundle(ModelConfig config, List<Integer> widths, int lanes) {
    return new TestBundle(config, RandomModels.Weights.MODERATE, widths, lanes, Variant.ONE, 5);
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
