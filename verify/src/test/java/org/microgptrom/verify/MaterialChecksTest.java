package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;
import org.microgptrom.verify.rtl.RtlOptions;

/** Bundles that agree with themselves, but are not of the quantized model at hand. */
@Tag("slow")
class MaterialChecksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("widths")
  void everyChangedWordOfEveryTensorIsNamed(List<Integer> widths) throws IOException {
    int cases = 0;
    int passWithout = 0;
    for (String tensor : bundle(widths).quantized().model().weights().keySet()) {
      for (Region region : regions(bundle(widths), tensor, Layout.TENSOR)) {
        for (int row = 0; row < region.rows(); row++) {
          for (int column = 0; column < region.columns(); column++) {
            TestBundle forged = bundle(widths);
            change(forged, tensor, row, column);
            Map<String, byte[]> files = forged.files();
            passWithout += Verdict.on(folder, files).passed() ? 1 : 0;
            VerificationReport report = verify(files, forged.quantized());
            assertEquals(VerificationReport.Verdict.FAILED, report.verdict());
            Shown difference = material(report, tensor);
            assertEquals(tensor, difference.word().tensor());
            assertEquals(row, difference.word().row());
            assertEquals(column, difference.word().column());
            cases++;
          }
        }
      }
    }
    assertEquals(TestBundle.tiny().parameterCount(), cases);
    assertTrue(passWithout > 0, "the vectors find them all, so that nothing is shown");
  }

  private static Stream<List<Integer>> widths() {
    return Stream.of(List.of(16), List.of(4), List.of(8, 3, 2));
  }

  @Test
  void everyChangedValueOfACodebookIsNamed() throws IOException {
    int cases = 0;
    for (String codebook : bundle(List.of(2)).quantized().model().codebooks().keySet()) {
      for (int code = 0; code < 4; code++) {
        TestBundle forged = bundle(List.of(2));
        forged.images.get(codebook)[code] ^= 1;
        VerificationReport report = verify(forged.files(), forged.quantized());
        assertEquals(VerificationReport.Verdict.FAILED, report.verdict());
        Shown difference = material(report, codebook);
        assertEquals(new WordDifference.Word(code, 0, codebook, 0, code), difference.word());
        cases++;
      }
    }
    assertEquals(3 * 4, cases);
  }

  @Test
  void otherWidthsAreNamed() throws IOException {
    VerificationReport report = verify(bundle(List.of(4)).files(), bundle(List.of(8)).quantized());
    assertEquals(VerificationReport.Verdict.FAILED, report.verdict());
    Shown difference = material(report, "formats");
    assertTrue(difference.message().contains("bits"), difference.message());
  }

  @Test
  void changedVocabularyFormatsAndLineageAreNamed() throws IOException {
    TestBundle right = bundle(List.of(16));
    Map<String, byte[]> files = right.files();
    String manifest = new String(files.get("manifest.json"), StandardCharsets.UTF_8);
    List<List<String>> changes =
        List.of(
            List.of("(\"vocabulary\" *: *\\[\\s*)\"a\"", "$1\"A\"", "vocabulary"),
            List.of("(\"seed\" *: *)\\d+", "$1" + "987", "lineage"),
            List.of("(\"steps\" *: *)\\d+", "$1" + "987", "lineage"),
            List.of("(\"held_out_sha256\" *: *\")[0-9a-f]{64}", "$1" + "0".repeat(64), "lineage"),
            List.of("(\"calibration_documents\" *: *)\\d+", "$1" + "987", "lineage"));
    for (List<String> change : changes) {
      String changed = manifest.replaceFirst(change.get(0), change.get(1));
      assertNotEquals(manifest, changed, change::toString);
      Map<String, byte[]> forged =
          BundleFiles.mended(BundleFiles.with(files, "manifest.json", changed));
      Verdict without = Verdict.on(folder, forged);
      assertTrue(without.passed(), without::toString);
      String said = String.join("\n", VerificationText.lines(without.report()));
      assertTrue(said.contains("not run   materials: weights, formats, vocabulary"), said);
      Shown difference = material(verify(forged, right.quantized()), change.get(2));
      assertTrue(difference.message().startsWith("manifest.json: " + change.get(2)));
    }
    assertEquals(5, changes.size());
    VerificationReport same = verify(files, right.quantized());
    assertTrue(same.passed(), same.checks()::toString);
  }

  private VerificationReport verify(Map<String, byte[]> files, Quantized quantized)
      throws IOException {
    Path path = BundleFiles.write(Files.createTempDirectory(folder, "bundle"), files);
    try (Bundle opened = Bundle.open(path)) {
      return Verifier.verify(
          opened, RtlOptions.NONE, Evidence.of(quantized), Optional.empty(), Progress.NONE);
    }
  }

  private static Shown material(VerificationReport report, String name) {
    return Shown.of(
        report.checks().stream()
            .filter(check -> check.suite().equals("materials") && check.name().equals(name))
            .findFirst()
            .orElseThrow()
            .difference());
  }

  /** In both layouts, as a careful forger would. */
  private static void change(TestBundle bundle, String tensor, int row, int column) {
    for (Layout layout : List.of(Layout.TENSOR, Layout.LANES)) {
      for (Region region : regions(bundle, tensor, layout)) {
        int lanes = lanes(bundle, region);
        int at = region.address(row, column) * lanes + region.lane(row, column);
        bundle.images.get(region.image())[at] ^= 1;
      }
    }
  }

  private static int lanes(TestBundle bundle, Region region) {
    return image(bundle, region).valuesPerWord();
  }

  private static MemoryMap.Image image(TestBundle bundle, Region region) {
    return bundle.map().images().stream()
        .filter(image -> image.name().equals(region.image()))
        .findFirst()
        .orElseThrow();
  }

  private static List<Region> regions(TestBundle bundle, String tensor, Layout layout) {
    return bundle.map().regions().stream()
        .filter(region -> region.tensor().equals(tensor))
        .filter(region -> image(bundle, region).layout() == layout)
        .toList();
  }

  private static TestBundle bundle(List<Integer> widths) {
    return new TestBundle(
        TestBundle.tiny(), RandomModels.Weights.MODERATE, widths, 4, Variant.ONE, 5);
  }
}
