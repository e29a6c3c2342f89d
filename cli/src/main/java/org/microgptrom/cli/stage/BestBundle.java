package org.microgptrom.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.SweepReport;
import org.microgptrom.model.CheckpointCodec;
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

  /**
   * Requires that the place is empty or holds what a sweep left there.
   *
   * @throws InputException if it holds something else
   */
  public static void requireReplaceable(Path sweep) {
    Path folder = sweep.resolve(FOLDER);
    AtomicOutput.requireReplaceable(folder, SweepReport.Best.FILE, SweepReport.Best.FIRST_KEY);
    new RunFolder(folder).requireReplaceable();
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
    Optional<SweepReport.Best> before = before(file, row, verification);
    if (before.isPresent()) {
      console.progress("sweep: the bundle of " + row.key() + " is there, and was verified again");
      return before.get();
    }
    write(file, best(row, Optional.empty())); // whose folder it is, should this be stopped
    new SweptModel(swept, row).pack(artifacts, console);
    SweepReport.Best best = best(row, verification.verify(artifacts));
    write(file, best);
    return best;
  }

  private static SweepReport.Best best(Row row, Optional<String> manifest) {
    return new SweepReport.Best(
        row.key(),
        row.candidate().lanes(),
        row.candidate().streams(),
        row.commands(),
        manifest.orElse(""),
        manifest.isPresent());
  }

  private static void write(Path file, SweepReport.Best best) {
    AtomicOutput.file(file, partial -> Files.write(partial, Json.pretty(best)));
  }

  /** What an earlier start made, if it is still as it was. */
  private Optional<SweepReport.Best> before(Path file, Row row, Verification verification) {
    if (!Files.exists(file) || !Files.exists(artifacts.bundle())) {
      return Optional.empty();
    }
    try {
      SweepReport.Best before = Json.read(file, SweepReport.Best.class);
      CheckpointCodec.read(artifacts.checkpoint()); // whole, or made again
      return before.member().equals(Outcome.Member.of(row))
              && verification.verify(artifacts).filter(before.manifestSha256()::equals).isPresent()
          ? Optional.of(before)
          : Optional.empty();
    } catch (InputException e) {
      return Optional.empty(); // damaged, and made again
    }
  }

  /** Removes a folder in which nobody has put anything else. */
  private static void removeIfEmpty(Path folder) {
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // It stays with what is in it.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the model of an earlier plan, which this folder's files do not know. */
  public void remove(Console console) {
    Path file = folder.resolve(SweepReport.Best.FILE);
    if (Files.exists(file)) {
      AtomicOutput.removeFolder(artifacts.bundle());
      AtomicOutput.removeFolder(artifacts.quantized());
      AtomicOutput.removeFolder(artifacts.checkpoint());
      AtomicOutput.removeFile(file); // the last: it says whose folder this is
      removeIfEmpty(folder);
      console.progress("sweep: removed the best model of an earlier plan from " + folder);
    }
  }
}
