package org.microgptrom.cli.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.SweepReport;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Json;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;

/** The recommended model of a sweep as a verified bundle, in the folder {@code best}. */
public final class BestBundle {
  /** The name of the folder. */
  public static final String FOLDER = "best";

  private final SweepStage.Swept swept;
  private final Path folder;
  private final RunFolder artifacts;

  /** The place of a sweep's best model. */
  public BestBundle(SweepStage.Swept swept, Path sweep) {
    this.swept = swept;
    this.folder = sweep.resolve(FOLDER);
    this.artifacts = new RunFolder(folder);
  }

  /** Verifies a bundle and returns the digest of its manifest, empty if it failed. */
  @FunctionalInterface
  public interface Verification {
    /** Verifies the bundle of a run's folder. */
    Optional<String> verify(RunFolder folder);
  }

  /** Makes and verifies the bundle of a row, unless that was done before. */
  public SweepReport.Best make(Row row, Verification verification, Console console) {
    Path file = folder.resolve(SweepReport.Best.FILE);
    int lanes = row.candidate().lanes();
    int streams = row.candidate().streams();
    if (Files.exists(file) && Files.exists(artifacts.bundle())) {
      SweepReport.Best before = Json.read(file, SweepReport.Best.class);
      if (before.member().equals(Outcome.Member.of(row))) {
        console.progress("sweep: the bundle of " + row.key() + " is there, verified before");
        return before;
      }
    }
    AtomicOutput.removeFile(file);
    new SweptModel(swept, row).pack(artifacts, console);
    Optional<String> manifest = verification.verify(artifacts);
    SweepReport.Best best =
        new SweepReport.Best(
            row.key(), lanes, streams, row.commands(), manifest.orElse(""), manifest.isPresent());
    if (best.passed()) {
      AtomicOutput.file(file, partial -> Files.write(partial, Json.pretty(best)));
    }
    return best;
  }
}
