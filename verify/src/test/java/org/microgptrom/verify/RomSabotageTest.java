package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;

/** ROM files that were changed, by accident or by a forger who mends every digest. */
@Tag("slow")
class RomSabotageTest {
  @TempDir Path folder;

  @Test
  void aLineDroppedAddedOrDoubledIsFoundAtItsPlace() {
    Map<String, byte[]> files = bundle().files();
    Random random = new Random(3);
    int cases = 0;
    for (MemoryFormat format : MemoryFormat.DEFAULT) {
      for (String image :
          List.of("wte", "layer0_mlp_fc1", "weights_lanes", "wpe_lanes", "constants")) {
        String path = format.path(image);
        List<String> lines =
            new String(files.get(path), StandardCharsets.US_ASCII).lines().toList();
        int line = random.nextInt(lines.size() - 1);
        List<UnaryOperator<List<String>>> changes =
            List.of(
                all -> without(all, line),
                all -> with(all, line, "0000"),
                all -> with(all, line, all.get(line)));
        for (UnaryOperator<List<String>> change : changes) {
          String text = String.join("\n", change.apply(lines)) + "\n";
          for (boolean mended : new boolean[] {false, true}) {
            Map<String, byte[]> changed = BundleFiles.with(files, path, text);
            Verdict verdict = Verdict.on(folder, mended ? BundleFiles.mended(changed) : changed);
            assertTrue(verdict.failed(), verdict::toString);
            assertEquals(path, verdict.difference().file());
            assertTrue(verdict.difference().line() > line, verdict::toString);
            cases++;
          }
        }
      }
    }
    assertEquals(3 * 5 * 3 * 2, cases);
  }

  @Test
  void swappedFilesAreFound() {
    Map<String, byte[]> files = bundle().files();
    List<String> paths = files.keySet().stream().filter(path -> path.startsWith("rom/")).toList();
    Random random = new Random(4);
    int cases = 0;
    while (cases < 40) {
      String one = paths.get(random.nextInt(paths.size()));
      String other = paths.get(random.nextInt(paths.size()));
      if (Arrays.equals(files.get(one), files.get(other))) {
        continue;
      }
      Map<String, byte[]> swapped = new LinkedHashMap<>(files);
      swapped.put(one, files.get(other));
      swapped.put(other, files.get(one));
      Verdict verdict = Verdict.on(folder, swapped);
      assertTrue(verdict.failed(), verdict::toString);
      assertTrue(List.of(one, other).contains(verdict.difference().file()), verdict::toString);
      cases++;
    }
  }

  @Test
  void aForgedTableEntryIsFound() {
    int cases = 0;
    for (String table : List.of("exp2", "rsqrt", "recip")) {
      for (int change : new int[] {1, 0x8000, 0xFFFF}) {
        TestBundle bundle = bundle();
        Region region = bundle.map().region(table, Layout.TABLE);
        int address = region.base() + cases;
        bundle.images.get(region.image())[address] ^= (short) change;
        Verdict verdict = Verdict.on(folder, bundle.files());
        assertTrue(verdict.failed(), verdict::toString);
        assertEquals(
            new WordDifference.Word(address, 0, table, 0, cases), verdict.difference().word());
        cases++;
      }
    }
    assertEquals(9, cases);
  }

  /** Every word of a precomputed first layer: its value is computed of the weights anew. */
  @Test
  void aForgedFirstLayerIsFound() {
    int words = precomputed().images.get("first_layer").length;
    int cases = 0;
    for (int i = 0; i < words; i++) {
      TestBundle bundle = precomputed();
      bundle.images.get("first_layer")[i] ^= (short) (1 << i % 16);
      Verdict verdict = Verdict.on(folder, bundle.files());
      assertTrue(verdict.failed(), verdict::toString);
      assertEquals(i / 4, verdict.difference().word().address());
      assertEquals(i % 4, verdict.difference().word().lane());
      cases++;
    }
    assertEquals(3 * 3 * 4 * 2, cases);
  }

  /** Where all copies are wrong and the digest is right, the weights tell the place. */
  @Test
  void aDamagedFirstLayerIsFound() {
    TestBundle bundle = precomputed();
    Manifest honest = bundle.manifest();
    bundle.images.get("first_layer")[13] ^= 1;
    Verdict verdict = Verdict.on(folder, BundleFiles.sealed(honest, bundle.filesAsTheyAre()));
    assertTrue(verdict.failed(), verdict::toString);
    assertEquals(3, verdict.difference().word().address());
    assertTrue(verdict.difference().message().contains("the weights"), verdict::toString);
  }

  /** Weights by which the first layer clamps belong to no such circuit. */
  @Test
  void aFirstLayerThatClampsIsFound() {
    TestBundle bundle =
        new TestBundle(
            new ModelConfig(1, 4, 1, 2, 4, 3),
            RandomModels.Weights.FULL_SCALE,
            1,
            new Variant(1, 1, true),
            2);
    Verdict verdict = Verdict.on(folder, bundle.files());
    assertTrue(verdict.failed(), verdict::toString);
    String message = verdict.difference().message();
    assertTrue(message.contains("has clamped words in the first layer"), message);
    // With the image damaged as well, it can't be computed anew.
    Manifest honest = bundle.manifest();
    bundle.images.get("first_layer")[13] ^= 1;
    verdict = Verdict.on(folder, BundleFiles.sealed(honest, bundle.filesAsTheyAre()));
    assertTrue(verdict.failed(), verdict::toString);
  }

  private static TestBundle precomputed() {
    return new TestBundle(
        TestBundle.tiny(), RandomModels.Weights.MODERATE, 1, new Variant(1, 1, true), 5);
  }

  /** A copy of a codebook is found by another one; its values are named by their codes. */
  @Test
  void aDamagedCopyOfACodebookIsFound() {
    TestBundle bundle = bundle(List.of(3));
    Map<String, byte[]> files = bundle.files();
    int cases = 0;
    for (String codebook : bundle.quantized().model().codebooks().keySet()) {
      for (int code = 0; code < 8; code++) {
        TestBundle damaged = bundle(List.of(3));
        damaged.images.get(codebook)[code] ^= 2;
        for (MemoryFormat format : MemoryFormat.DEFAULT) {
          Map<String, byte[]> changed = new LinkedHashMap<>(files);
          changed.put(format.path(codebook), damaged.files().get(format.path(codebook)));
          Verdict verdict = Verdict.on(folder, changed);
          assertTrue(verdict.failed(), verdict::toString);
          assertEquals(format.path(codebook), verdict.difference().file());
          assertEquals(
              new WordDifference.Word(code, 0, codebook, 0, code), verdict.difference().word());
          cases++;
        }
      }
    }
    assertEquals(3 * 8 * 3, cases);
  }

  /** Codebooks follow from nothing else: where all copies are wrong, only their digest is left. */
  @Test
  void aCodebookWhoseCopiesAreAllDamagedIsFound() {
    TestBundle bundle = bundle(List.of(4));
    Manifest honest = bundle.manifest();
    bundle.images.get("codebook4")[5] ^= 1;
    Verdict verdict = Verdict.on(folder, BundleFiles.sealed(honest, bundle.filesAsTheyAre()));
    assertTrue(verdict.failed(), verdict::toString);
    String message = verdict.difference().message();
    assertTrue(message.startsWith("rom/readmemh/codebook4.mem: SHA-256 of the image's"), message);
  }

  @Test
  void aCodebookThatDoesNotAscendIsNamed() {
    TestBundle bundle = bundle(List.of(4));
    short[] values = bundle.images.get("codebook4");
    values[7] = values[8];
    Verdict verdict = Verdict.on(folder, bundle.files());
    assertTrue(verdict.failed(), verdict::toString);
    String message = verdict.difference().message();
    assertTrue(message.contains("image codebook4: the values of a codebook must ascend"), message);
    assertTrue(message.contains("code 8"), message);
  }

  /** With every digest mended, the vectors find what makes a difference. */
  @Test
  void aForgedCodebookIsFoundByTheVectors() {
    int seen = 0;
    for (int code = 0; code < 16; code++) {
      TestBundle bundle = bundle(List.of(4));
      bundle.images.get("codebook4")[code] ^= 0x100;
      Verdict verdict = Verdict.on(folder, bundle.files());
      assertEquals(bundle.vectorsHold(), verdict.passed(), verdict::toString);
      seen += verdict.failed() ? 1 : 0;
    }
    assertTrue(seen > 8, seen + " of 16 codes");
  }

  @Test
  void aDigitAboveTheWidthHasItsLineAndColumn() {
    Map<String, byte[]> files = bundle(List.of(3)).files();
    String path = "rom/readmemh/layer0_attn_wk.mem";
    String text = new String(files.get(path), StandardCharsets.US_ASCII);
    String wide = text.substring(0, 4) + "9" + text.substring(5);
    Verdict verdict = Verdict.on(folder, BundleFiles.with(files, path, wide));
    String message = verdict.difference().message();
    assertTrue(message.startsWith(path + ":3:1: expected word 3 of 4"), message);
    assertTrue(message.contains("of 3 bits"), message);
  }

  @Test
  void aTableOfZerosIsFoundBeforeItIsUsed() {
    TestBundle bundle = bundle();
    Arrays.fill(bundle.images.get("exp2"), (short) 0);
    assertTrue(Verdict.on(folder, bundle.files()).failed());
  }

  /** The forger mends all digests, but leaves one layout or the vectors as they were. */
  @ParameterizedTest
  @MethodSource("widths")
  void aForgedWeightIsFoundInTheLayoutOrByTheVectors(List<Integer> widths) {
    int layouts = 0;
    int seen = 0;
    int unseen = 0;
    for (Region region : tensorRegions(bundle(widths))) {
      for (int row = 0; row < region.rows(); row++) {
        for (int column = 0; column < region.columns(); column++) {
          TestBundle bundle = bundle(widths);
          int bits = bundle.bits(region.tensor());
          int change = bits == 16 ? 0x1000 : 1 << (bits - 1);
          bundle.images.get(region.image())[row * region.columns() + column] ^= (short) change;
          Verdict verdict = Verdict.on(folder, bundle.files());
          assertTrue(verdict.failed(), verdict::toString);
          WordDifference.Word word = verdict.difference().word();
          assertEquals(region.tensor(), word.tensor());
          assertEquals(List.of(row, column), List.of(word.row(), word.column()));
          layouts++;

          changeLanes(bundle, region.tensor(), row, column);
          Verdict both = Verdict.on(folder, bundle.files());
          boolean vectorsDiffer = !bundle.vectorsHold();
          assertEquals(vectorsDiffer, both.failed(), both::toString);
          if (vectorsDiffer) {
            Shown difference = both.difference();
            assertTrue(difference.step() != null || difference.message().contains("wte"));
            seen++;
          } else {
            unseen++;
          }
        }
      }
    }
    assertEquals(TestBundle.tiny().parameterCount(), layouts);
    assertEquals(layouts, seen + unseen);
    int share = widths.equals(List.of(16)) ? 9 : 1; // codes of few bits make extreme words
    assertTrue(seen > share * unseen, seen + " seen, " + unseen + " without any effect");
  }

  private static Stream<List<Integer>> widths() {
    return Stream.of(List.of(16), List.of(4), List.of(8, 3, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 8, 4, 3, 2})
  void paddingThatIsNotZeroIsFound(int bits) {
    TestBundle bundle = bundle(List.of(bits));
    String image = bundle.lanesImage("lm_head");
    short[] lanes = bundle.images.get(image);
    int cases = 0;
    for (int i = 0; i < lanes.length; i++) {
      int address = i / 4;
      int lane = i % 4;
      if (bundle.map().regionsOf(image).stream()
          .noneMatch(region -> region.placeAt(address, lane).isPresent())) {
        TestBundle forged = bundle(List.of(bits));
        forged.images.get(image)[i] = 1;
        Verdict verdict = Verdict.on(folder, forged.files());
        assertTrue(verdict.failed());
        assertEquals(
            new WordDifference.Word(address, lane, null, null, null), verdict.difference().word());
        cases++;
      }
    }
    assertTrue(cases > 0);
  }

  @Test
  void aChangeInAllFormatsOfOneLayoutIsFoundByTheOther() {
    for (String image : List.of("layer0_attn_wo", "weights_lanes", "constants")) {
      TestBundle bundle = bundle();
      Manifest honest = bundle.manifest();
      bundle.images.get(image)[1] ^= 4;
      Verdict verdict = Verdict.on(folder, BundleFiles.sealed(honest, bundle.filesAsTheyAre()));
      assertTrue(verdict.failed(), verdict::toString);
      assertTrue(verdict.difference().message().contains(image), verdict::toString);
      assertEquals(image.equals("weights_lanes") ? 0 : 1, verdict.difference().word().address());
      assertEquals(
          3,
          verdict.report().checks().stream()
              .filter(c -> c.name().equals(image))
              .filter(c -> c.difference() != null)
              .count());
    }
  }

  @Test
  void embeddingsWhoseSumCouldOverflowAreFound() {
    TestBundle bundle = bundle();
    bundle.images.get("wte")[0] = Short.MAX_VALUE;
    changeLanes(bundle, "wte", 0, 0, Short.MAX_VALUE);
    Verdict verdict = Verdict.on(folder, bundle.files());
    assertTrue(verdict.failed());
    assertTrue(verdict.difference().message().contains("max|wte| + max|wpe|"), verdict::toString);
  }

  /** The lineage is a claim: nothing in a bundle can prove which corpus it comes from. */
  @Test
  void aForgedLineageIsNotSeen() {
    TestBundle bundle = bundle();
    String manifest = new String(Json.pretty(bundle.manifest()), StandardCharsets.UTF_8);
    Manifest forged =
        Json.parse(
            "forged",
            manifest.replace("\"random\"", "\"forged\"").getBytes(StandardCharsets.UTF_8),
            Manifest.class);
    assertTrue(Verdict.on(folder, BundleFiles.sealed(forged, bundle.files())).passed());
  }

  @Test
  void digestListsThatAreNotRightAreFound() {
    Map<String, byte[]> files = bundle().files();
    String sums = new String(files.get("SHA256SUMS"), StandardCharsets.UTF_8);
    String first = sums.substring(0, sums.indexOf('\n') + 1);
    List<String> changed =
        List.of(
            "",
            sums.substring(first.length()),
            sums + first,
            sums.replace("  ", " "),
            sums.replace("\n", "\r\n"),
            sums.toUpperCase(Locale.ROOT),
            sums.substring(0, sums.length() - 1),
            first.replace("manifest.json", "../manifest.json") + sums.substring(first.length()),
            "0".repeat(64) + first.substring(64) + sums.substring(first.length()));
    for (String text : changed) {
      Verdict verdict = Verdict.on(folder, BundleFiles.with(files, "SHA256SUMS", text));
      assertTrue(verdict.failed(), verdict::toString);
    }
    assertEquals(9, changed.size());
  }

  private static void changeLanes(TestBundle bundle, String tensor, int row, int column) {
    Region own = region(bundle, tensor, tensor.replace('.', '_'));
    short value = bundle.images.get(own.image())[row * own.columns() + column];
    changeLanes(bundle, tensor, row, column, value);
  }

  private static void changeLanes(
      TestBundle bundle, String tensor, int row, int column, short value) {
    Region region = region(bundle, tensor, bundle.lanesImage(tensor));
    int lanes = region.tileRows() * region.tileColumns();
    int at = region.address(row, column) * lanes + region.lane(row, column);
    bundle.images.get(region.image())[at] = value;
  }

  private static Region region(TestBundle bundle, String tensor, String image) {
    return bundle.map().regionsOf(image).stream()
        .filter(region -> region.tensor().equals(tensor))
        .findFirst()
        .orElseThrow();
  }

  private static List<Region> tensorRegions(TestBundle bundle) {
    return bundle.map().regions().stream()
        .filter(region -> region.image().equals(region.tensor().replace('.', '_')))
        .filter(
            region ->
                bundle.config().parameters().stream()
                    .anyMatch(p -> p.name().equals(region.tensor())))
        .toList();
  }

  private static List<String> without(List<String> lines, int line) {
    List<String> changed = new ArrayList<>(lines);
    changed.remove(line);
    return changed;
  }

  private static List<String> with(List<String> lines, int before, String line) {
    List<String> changed = new ArrayList<>(lines);
    changed.add(before, line);
    return changed;
  }

  private static TestBundle bundle() {
    return bundle(List.of(16));
  }

  private static TestBundle bundle(List<Integer> widths) {
    return new TestBundle(
        TestBundle.tiny(), RandomModels.Weights.MODERATE, widths, 4, Variant.ONE, 5);
  }
}
