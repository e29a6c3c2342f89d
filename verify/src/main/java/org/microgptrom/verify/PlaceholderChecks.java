package org.microgptrom.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.model.rom.Placeholder;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomImage;

/**
 * Checks that the placeholders hold the words that follow from their seed: in a wrong one the tools
 * find nothing that they could replace by weights.
 */
final class PlaceholderChecks {
  private static final String SUITE = "placeholder";

  private PlaceholderChecks() {}

  static List<Check> run(Bundle bundle, RomContents contents) throws IOException {
    List<Check> checks = new ArrayList<>();
    List<RomFile> files = bundle.placeholders();
    for (RomFile file : files) {
      checks.add(words(file, contents, bundle.manifest().placeholderSeed()));
    }
    if (!files.isEmpty()) {
      for (Map.Entry<String, String> script : Placeholder.scripts(files).entrySet()) {
        checks.add(script(bundle, script.getKey(), script.getValue()));
      }
    }
    return checks;
  }

  private static Check words(RomFile file, RomContents contents, int seed) throws IOException {
    RomImage right = Placeholder.image(seed, file);
    long[] mismatches = new long[1];
    Difference[] first = new Difference[1];
    Optional<FileFault> fault =
        contents.read(
            file,
            (address, word, text) -> {
              for (int lane = 0; lane < word.length; lane++) {
                if (word[lane] != right.value(address, lane)) {
                  mismatches[0]++;
                  if (first[0] == null) {
                    String message =
                        text.place() + ": not the random word that follows from the seed";
                    first[0] = FileFault.inLine(file.path(), text.lineOrNull(), message);
                  }
                }
              }
            });
    return fault.isPresent()
        ? Check.of(SUITE, file.name(), 0, 1, fault.get())
        : Check.of(SUITE, file.name(), file.shape().values(), mismatches[0], first[0]);
  }

  private static Check script(Bundle bundle, String path, String expected) throws IOException {
    byte[] actual = Files.readAllBytes(bundle.file(path));
    boolean same = Arrays.equals(actual, expected.getBytes(StandardCharsets.US_ASCII));
    Difference difference =
        same ? null : FileFault.of(path, "is not the script that follows from the manifest");
    return Check.of(SUITE, path, 1, same ? 0 : 1, difference);
  }
}
