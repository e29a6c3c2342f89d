package org.microgptrom.board.bitstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.board.bitstream.RoutedRoms.Target;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.verify.report.BitstreamSummary;

/** Readback from other devices, of wider words and of codes. */
@Tag("slow")
class ReadbackDevicesTest {
  private static final int ECP5_FLIPS = 100;

  @TempDir Path folder;

  /** Rows: bits of a code, lanes. The narrower the words, the more of them are in a block. */
  @ParameterizedTest
  @CsvSource({"4, 1", "2, 1"})
  void codesOnAnIce40WithMultipliers(int bits, int lanes) throws Exception {
    ModelConfig config = new ModelConfig(1, 32, 4, 32, 64, 40);
    TestBundle bundle =
        new TestBundle(config, Weights.FULL_SCALE, List.of(bits), lanes, Variant.ONE, 3);
    RoutedRoms roms = RoutedRoms.make(folder, bundle, Target.UP5K);
    Readback.Result result = assertRead(roms, roms.binary());
    BitstreamSummary.Rom weights = result.summary().roms().get(0);
    assertEquals("weights" + bits + "_lanes", weights.image());
    assertEquals(
        "gen_unit[0].u_matrix.u_weights.gen_width" + bits + ".u_codes.u_rom", weights.memory());
    long values = 4L * 32 * 32 + 2L * 32 * 64 + 40L * 32;
    assertEquals(bits * values, weights.bits() + weights.logicBits());
    assertTrue(weights.bits() > 0, weights::toString);
    List<String> codebooks =
        result.checks().stream()
            .filter(c -> c.outcome() == Check.Outcome.NOT_RUN)
            .map(Check::name)
            .toList();
    assertTrue(!codebooks.isEmpty(), "codebooks are logic");
  }

  /** Rows: bits of a word or code, lanes. */
  @ParameterizedTest
  @CsvSource({"16, 16", "4, 1", "2, 1"})
  void wordsOnAnEcp5(int width, int lanes) throws Exception {
    if (!Stream.of("nextpnr-ecp5", "ecppack", "ecpunpack")
        .allMatch(tool -> HdlTool.find(tool).isPresent())) {
      return; // an extra, where its tools are there
    }
    ModelConfig config = new ModelConfig(1, 32, 4, 32, 64, 40);
    TestBundle bundle =
        new TestBundle(config, Weights.FULL_SCALE, List.of(width), lanes, Variant.ONE, 7);
    RoutedRoms roms = RoutedRoms.make(folder, bundle, Target.ECP5);
    assertRead(roms, roms.binary());
    Readback.Result right = assertRead(roms, roms.text());
    assertEquals("LFE5U-25F", right.summary().device());
    long bits = right.summary().roms().stream().mapToLong(BitstreamSummary.Rom::bits).sum();
    assertFlipsFound(roms, bits);
  }

  /** Flips random bits of all contents: as many are found as are part of a ROM's words. */
  private static void assertFlipsFound(RoutedRoms roms, long bits) throws Exception {
    Readback readback = roms.readback(roms.text());
    SplittableRandom random = new SplittableRandom(3);
    List<String> lines = Files.readAllLines(roms.text());
    List<Integer> inits =
        java.util.stream.IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).startsWith(".bram_init "))
            .boxed()
            .toList();
    int found = 0;
    for (int i = 0; i < ECP5_FLIPS; i++) {
      int line = inits.get(random.nextInt(inits.size())) + 1 + random.nextInt(256);
      int word = random.nextInt(8);
      String before = lines.get(line);
      int value = Integer.parseInt(before.substring(4 * word, 4 * word + 3), 16);
      int other = value ^ (1 << random.nextInt(9));
      lines.set(
          line,
          before.substring(0, 4 * word)
              + String.format("%03x", other)
              + before.substring(4 * word + 3));
      Readback.Result result =
          readback.with(new TrellisText("flipped", "LFE5U-25F", lines)).compare(roms.images());
      List<Check> failed =
          result.checks().stream().filter(c -> c.outcome() == Check.Outcome.FAILED).toList();
      assertTrue(failed.size() <= 1, failed::toString);
      if (!failed.isEmpty()) {
        assertEquals(1, failed.get(0).mismatches());
        WordDifference difference = (WordDifference) failed.get(0).difference();
        int wrong =
            Integer.parseInt(difference.expected(), 16) ^ Integer.parseInt(difference.actual(), 16);
        assertEquals(1, Integer.bitCount(wrong));
        found++;
      }
      lines.set(line, before);
    }
    double share = (double) bits / (18_432L * inits.size());
    assertEquals(share, (double) found / ECP5_FLIPS, 0.2, "found " + found);
  }

  private static Readback.Result assertRead(RoutedRoms roms, Path bitstream) {
    Readback.Result result = roms.readback(bitstream).compare(roms.images());
    assertTrue(
        result.checks().stream()
            .noneMatch(
                c -> c.outcome() == Check.Outcome.FAILED || c.outcome() == Check.Outcome.SKIPPED),
        result::toString);
    long words = 0;
    for (BitstreamSummary.Rom rom : result.summary().roms()) {
      int width = roms.images().get(rom.image()).width();
      assertEquals((long) rom.words() * width, rom.bits() + rom.logicBits(), rom::toString);
      words += rom.words();
    }
    assertTrue(words > 0);
    return result;
  }
}
