package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.verify.report.JUnitXml;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;

/** The circuit's files were changed, and every digest mended. */
@Tag("slow")
class CircuitSabotageTest {
  private static final String PATH = "rtl/microgpt_params.sv";

  @TempDir Path folder;
  private final Map<String, byte[]> files = bundle().files();
  private final String right = new String(files.get(PATH), StandardCharsets.US_ASCII);

  @Test
  void everyForgedLineOfTheParametersIsNamed() {
    List<String> lines = right.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> forged = new ArrayList<>(lines);
      forged.set(i, lines.get(i) + " ");
      Verdict verdict = verdict(String.join("\n", forged) + "\n");
      assertTrue(verdict.failed(), verdict::toString);
      assertEquals(PATH, verdict.difference().file());
      assertEquals(i + 1L, verdict.difference().line());
      assertEquals(lines.get(i), verdict.difference().expected());
      assertEquals(lines.get(i) + " ", verdict.difference().actual());
      assertEquals(1, check(verdict).mismatches());
      assertEquals(lines.size() + 1L, check(verdict).compared());
    }
    assertTrue(lines.size() > 60, "only " + lines.size());
  }

  @Test
  void linesTooManyOrTooFewAndOtherLineEndsAreFound() {
    int lines = (int) right.lines().count();
    Map<String, Integer> forged = new LinkedHashMap<>(); // text to line
    forged.put("", 1);
    forged.put(right.substring(0, right.length() - 1), lines + 1);
    forged.put(right.substring(0, right.stripTrailing().lastIndexOf('\n') + 1), lines);
    forged.put(right + "\n", lines + 2);
    forged.put(right + "module more; endmodule", lines + 1);
    forged.put("\n" + right, 1);
    forged.put(right.replace("\n", "\r\n"), 1);
    forged.put(right.replace("Embd = 2", "Embd = \u001b[2J"), 6);
    forged.forEach(
        (text, line) -> {
          Verdict verdict = verdict(text);
          assertTrue(verdict.failed(), verdict::toString);
          assertEquals(line.longValue(), verdict.difference().line(), verdict::toString);
          assertTrue(verdict.difference().message().startsWith(PATH + ":" + line + ": "));
          assertEquals(-1, verdict.difference().message().indexOf('\u001b'));
        });
    assertEquals(8, forged.size());
  }

  /** All digests are right, but a setting or a check word is that of another model. */
  @Test
  void settingsOfAnotherModelAreFound() {
    TestBundle bundle = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5);
    bundle.files();
    int depth = MemoryMap.constantsDepth(TestBundle.tiny());
    int cases = 0;
    for (int address = 97; address < depth; address++) {
      if (address >= 128 && address < 128 + 33) {
        continue; // a table, which another check is for
      }
      bundle.images.get(MemoryMap.CONSTANTS_IMAGE)[address] ^= 1;
      Verdict verdict = Verdict.on(folder, bundle.filesAsTheyAre());
      assertTrue(verdict.failed(), verdict::toString);
      assertEquals(address, verdict.difference().word().address());
      String tensor = address < MemoryMap.SETTINGS_BASE ? null : MemoryMap.SETTINGS;
      assertEquals(tensor, verdict.difference().word().tensor());
      bundle.images.get(MemoryMap.CONSTANTS_IMAGE)[address] ^= 1;
      cases++;
    }
    assertEquals(31 + 31 + 17 + 9, cases);
    assertFalse(Verdict.on(folder, bundle.filesAsTheyAre()).failed());
  }

  @Test
  void formatsThatAreOfNoModelAreRefused() {
    String manifest = new String(files.get("manifest.json"), StandardCharsets.UTF_8);
    String fewer = manifest.replaceFirst("\"wte\": \\d+,", "");
    assertTrue(fewer.length() < manifest.length());
    Map<String, byte[]> forged = BundleFiles.with(files, "manifest.json", fewer);
    Verdict verdict = Verdict.on(folder, BundleFiles.mended(forged));
    assertTrue(verdict.refused(), verdict::toString);
    assertTrue(verdict.refusal().contains("formats: weight formats"), verdict::toString);
  }

  @Test
  void withoutAReadableImageTheCheckIsSkipped() {
    Map<String, byte[]> forged = files;
    for (String path : List.of("rom/mif/wpe_lanes.mif", "rom/coe/wpe_lanes.coe")) {
      forged = BundleFiles.with(forged, path, "nothing");
    }
    forged = BundleFiles.with(forged, "rom/readmemh/wpe_lanes.mem", "nothing");
    Verdict verdict = Verdict.on(folder, forged);
    assertTrue(verdict.failed(), verdict::toString);
    assertEquals(Check.Outcome.SKIPPED, check(verdict, MemoryMap.SETTINGS).outcome());
  }

  @Test
  void foreignMissingAndOverlongFilesAreRefused() {
    Map<String, byte[]> more = BundleFiles.with(files, "rtl/more.sv", "module more; endmodule\n");
    assertTrue(Verdict.on(folder, BundleFiles.mended(more)).refusal().contains("\"rtl/more.sv\""));
    Map<String, byte[]> fewer = new LinkedHashMap<>(files);
    fewer.remove(PATH);
    assertTrue(Verdict.on(folder, BundleFiles.mended(fewer)).refusal().contains("[" + PATH + "]"));
    String padding = " ".repeat(1 << 20);
    Map<String, byte[]> longer = BundleFiles.with(files, PATH, right + padding);
    assertTrue(Verdict.on(folder, BundleFiles.mended(longer)).refusal().contains("0..1048576"));
  }

  /** A bundle of another version of the tool has other sources, and digests that hold them. */
  @Test
  void otherSourcesPassWithTheirDigestsOnly() {
    int cases = 0;
    for (String source : Circuit.sources()) {
      Map<String, byte[]> other = BundleFiles.with(files, "rtl/" + source, "// another version\n");
      assertTrue(Verdict.on(folder, BundleFiles.mended(other)).passed(), source);
      Verdict verdict = Verdict.on(folder, other);
      assertTrue(verdict.failed(), verdict::toString);
      assertEquals("rtl/" + source, verdict.difference().file());
      cases++;
    }
    assertEquals(Circuit.sources().size(), cases);
  }

  /** Empty and foreign sources, whose digests were renewed, in a bundle of this version. */
  @Test
  void otherSourcesOfThisVersionAreFound() {
    Map<String, byte[]> own = new LinkedHashMap<>(files);
    for (String source : Circuit.sources()) {
      own.put("rtl/" + source, Circuit.source(source));
    }
    String manifest = new String(own.get("manifest.json"), StandardCharsets.UTF_8);
    own =
        BundleFiles.with(
            own, "manifest.json", manifest.replace("microgpt-rom test", ToolVersion.current()));
    Verdict right = Verdict.on(folder, BundleFiles.mended(own));
    assertTrue(right.passed(), right::toString);
    assertTrue(right.report().checks().stream().noneMatch(c -> said(c, "not compared")));
    int cases = 0;
    for (String source : Circuit.sources()) {
      for (String foreign : List.of("", "module more; endmodule\n")) {
        Map<String, byte[]> forged = BundleFiles.with(own, "rtl/" + source, foreign);
        Verdict verdict = Verdict.on(folder, BundleFiles.mended(forged));
        assertTrue(verdict.failed(), verdict::toString);
        assertEquals("rtl/" + source, verdict.difference().file());
        assertEquals(1, verdict.difference().line());
        cases++;
      }
    }
    assertEquals(2 * Circuit.sources().size(), cases);
  }

  @Test
  void theVerdictSaysThatSourcesOfAnotherVersionWereNotCompared() {
    VerificationReport report = Verdict.on(folder, files).report();
    String said = "circuit sources: not compared, packed by \"microgpt-rom test\", this is ";
    assertTrue(VerificationText.lines(report).stream().anyMatch(line -> line.contains(said)));
    String xml = new String(JUnitXml.of(report), StandardCharsets.UTF_8);
    assertTrue(xml.contains("<skipped message=\"not compared, packed by"), xml);
    String json = new String(report.toJson(), StandardCharsets.UTF_8);
    assertTrue(json.contains("\"not_run\"") && json.contains("not compared, packed by"), json);
  }

  private static boolean said(Check check, String text) {
    return check.suite().equals("circuit sources")
        && check.reason() != null
        && check.reason().contains(text);
  }

  private Verdict verdict(String parameters) {
    return Verdict.on(folder, BundleFiles.mended(BundleFiles.with(files, PATH, parameters)));
  }

  private static Check check(Verdict verdict) {
    return check(verdict, "parameters");
  }

  private static Check check(Verdict verdict, String name) {
    return verdict.report().checks().stream()
        .filter(check -> check.suite().equals("circuit") && check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TestBundle bundle() {
    return new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5);
  }
}
