package org.microgptrom.cli.stage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.SweepReport;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
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
    Optional<SweepReport.Best> before = before(file, row, verification);
    if (before.isPresent()) {
      console.progress("sweep: the bundle of " + row.key() + " is there, and was verified again");
      return before.get();
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

  /** What an earlier start made, if it is still as it was. */
  private Optional<SweepReport.Best> before(Path file, Row row, Verification verification) {
    if (!Files.exists(file) || !Files.exists(artifacts.bundle())) {
      return Optional.empty();
    }
    try {
      SweepReport.Best before = Json.read(file, SweepReport.Best.class);
      return before.member().equals(Outcome.Member.of(row))
              && verification.verify(artifacts).filter(before.manifestSha256()::equals).isPresent()
          ? Optional.of(before)
          : Optional.empty();
    } catch (InputException e) {
      return Optional.empty(); // damaged, and made again
    }
  }

  /** Removes the model of an earlier plan, which this folder's files do not know. */
  public void remove(Console console) {
    if (Files.exists(folder)) {
      AtomicOutput.removeFolder(folder);
      console.progress("sweep: removed " + folder + ", the best model of an earlier plan");
    }
  }
}
