package org.microgptrom.talos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.trace.TraceReplay;

/**
 * Checks a TALOS-V2 ROM folder: every word can be read, every file is the one that the manifest
 * records, and every recorded step is what the core computes from these words.
 */
public final class TalosVerifier {
  private TalosVerifier() {}

  /**
   * Verifies a folder.
   *
   * @param trace recorded steps, if there are any
   * @throws InputException if a file of the folder or the trace can't be read as such
   */
  public static TalosReport verify(Path folder, Optional<Path> trace) {
    TalosRom rom = TalosRom.read(folder);
    List<Check> checks = new ArrayList<>();
    checks.add(Check.passed("rom", "words", TalosModel.CONFIG.parameterCount()));
    if (rom.manifest().isPresent()) {
      checks.add(digests(rom, rom.manifest().get()));
    }
    Optional<TraceReplay.Result> replay =
        trace.map(file -> TraceReplay.run(file, new TalosCore(rom.model())));
    replay.ifPresent(result -> checks.add(result.check()));
    return TalosReport.of(
        replay.map(TraceReplay.Result::steps),
        List.of(
            SamplerSurvey.of(rom.model(), TalosHost.DEFAULT_TEMPERATURE),
            SamplerSurvey.of(rom.model(), 2 * TalosHost.DEFAULT_TEMPERATURE)),
        checks);
  }

  private static Check digests(TalosRom rom, TalosManifest manifest) {
    long mismatches = 0;
    Difference first = null;
    for (String name : TalosRom.fileNames()) {
      String expected = manifest.files().getOrDefault(name, "none");
      String actual = digest(rom.folder().resolve(name));
      if (!actual.equals(expected)) {
        mismatches++;
        String of = "the file, recorded in " + TalosManifest.FILE + ",";
        first = first == null ? TextDifference.ofDigest(name, of, expected, actual) : first;
      }
    }
    return Check.of(
        VerificationReport.DIGESTS,
        TalosManifest.FILE,
        TalosRom.fileNames().size(),
        mismatches,
        first);
  }

  private static String digest(Path file) {
    try {
      return Digests.sha256(file);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }
}
