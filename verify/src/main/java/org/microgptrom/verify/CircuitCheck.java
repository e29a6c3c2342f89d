package org.microgptrom.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.verify.bundle.Bundle;
import org.microgptrom.verify.report.Check;
import org.microgptrom.verify.report.Difference;

/**
 * The circuit's parameters are those that follow from the manifest and the ROM words. Its other
 * sources may be those of another version: they have digests and are not compared.
 */
final class CircuitCheck {
  static final String SUITE = "circuit";
  static final String NAME = "parameters";

  private CircuitCheck() {}

  static Check run(Bundle bundle, RomContents contents) throws IOException {
    Manifest manifest = bundle.manifest();
    if (!contents.images().keySet().containsAll(CircuitParameters.images())) {
      return Check.skipped(SUITE, NAME, "no copy of an image can be read");
    }
    String expected;
    try {
      expected =
          CircuitParameters.of(
              manifest.config(),
              manifest.formats(),
              manifest.memoryMap(),
              manifest.streams(),
              contents.images());
    } catch (IllegalArgumentException e) {
      String message = "no circuit has these parameters: " + e.getMessage();
      return Check.of(SUITE, NAME, 0, 1, Difference.inFile(Manifest.FILE, message));
    }
    byte[] actual = Files.readAllBytes(bundle.file(Circuit.PARAMETERS));
    return compare(lines(expected), lines(new String(actual, StandardCharsets.ISO_8859_1)));
  }

  private static Check compare(List<String> expected, List<String> actual) {
    long compared = Math.max(expected.size(), actual.size());
    long mismatches = 0;
    Difference first = null;
    for (int i = 0; i < compared; i++) {
      String right = i < expected.size() ? expected.get(i) : null;
      String wrong = i < actual.size() ? actual.get(i) : null;
      if (right == null || !right.equals(wrong)) {
        mismatches++;
        first = first == null ? Difference.ofLine(Circuit.PARAMETERS, i + 1L, right, wrong) : first;
      }
    }
    return Check.of(SUITE, NAME, compared, mismatches, first);
  }

  /** Lines without their line feeds; what follows the last one is a line, if only an empty one. */
  private static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }
}
