package org.microgptrom.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitImages;
import org.microgptrom.rtl.CircuitParameters;

/**
 * Checks that the circuit's parameters are those that follow from the manifest, and its settings
 * those that follow from the manifest and the other ROM words, and that its other sources are those
 * of this version of the tool, if the manifest names it. The sources of another version can't be
 * compared, which the verdict says.
 */
final class CircuitCheck {
  static final String SUITE = "circuit";
  static final String NAME = "parameters";
  static final String SOURCES = "circuit sources";

  private CircuitCheck() {}

  static List<Check> run(Bundle bundle, RomContents contents) throws IOException {
    List<Check> checks = new ArrayList<>();
    checks.add(parameters(bundle));
    checks.add(settings(bundle.manifest(), contents));
    String tool = bundle.manifest().tool();
    if (!tool.equals(ToolVersion.current())) {
      String reason = "not compared, packed by " + Quoted.of(tool) + ", this is ";
      checks.add(Check.notRun(SOURCES, Circuit.FOLDER, reason + ToolVersion.current()));
      return checks;
    }
    for (String source : Circuit.sources()) {
      String path = Circuit.FOLDER + source;
      String expected = new String(Circuit.source(source), StandardCharsets.ISO_8859_1);
      checks.add(compare(SOURCES, source, path, expected, Files.readAllBytes(bundle.file(path))));
    }
    return checks;
  }

  private static Check parameters(Bundle bundle) throws IOException {
    Manifest manifest = bundle.manifest();
    String expected =
        CircuitParameters.of(
            manifest.config(), manifest.formats(), manifest.memoryMap(), manifest.variant());
    byte[] actual = Files.readAllBytes(bundle.file(Circuit.PARAMETERS));
    return compare(SUITE, NAME, Circuit.PARAMETERS, expected, actual);
  }

  /** The whole image: words between its regions are zeros. */
  private static Check settings(Manifest manifest, RomContents contents) throws IOException {
    MemoryMap map = manifest.memoryMap();
    if (!contents.images().keySet().containsAll(CircuitParameters.images(map))) {
      return Check.skipped(SUITE, MemoryMap.SETTINGS, "no copy of an image can be read");
    }
    RomImage image = contents.image(MemoryMap.CONSTANTS_IMAGE).orElseThrow();
    RomImage right = CircuitImages.constants(manifest, contents.images());
    long compared = 0;
    long mismatches = 0;
    Difference first = null;
    for (int address = 0; address < image.depth(); address++) {
      short expected = right.value(address, 0);
      compared++;
      if (image.value(address, 0) != expected) {
        mismatches++;
        if (first == null) {
          first = contents.difference(image, address, 0, expected, "as the formats and images ask");
        }
      }
    }
    return Check.of(SUITE, MemoryMap.SETTINGS, compared, mismatches, first);
  }

  private static Check compare(String suite, String name, String path, String right, byte[] wrong) {
    return compare(
        suite, name, path, lines(right), lines(new String(wrong, StandardCharsets.ISO_8859_1)));
  }

  private static Check compare(
      String suite, String name, String path, List<String> expected, List<String> actual) {
    long compared = Math.max(expected.size(), actual.size());
    long mismatches = 0;
    Difference first = null;
    for (int i = 0; i < compared; i++) {
      String right = i < expected.size() ? expected.get(i) : null;
      String wrong = i < actual.size() ? actual.get(i) : null;
      if (right == null || !right.equals(wrong)) {
        mismatches++;
        first = first == null ? TextDifference.ofLine(path, i + 1L, right, wrong) : first;
      }
    }
    return Check.of(suite, name, compared, mismatches, first);
  }

  /**
   * The lines of a text without their line feeds; the text after the last line feed is a line, even
   * if it is empty.
   */
  private static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }
}
