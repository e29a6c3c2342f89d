package org.microgptrom.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.text.SweepReport;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.pack.PackOptions;
import org.microgptrom.pack.Packer;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialTraining;

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
    makeModel(row.trial());
    PackOptions usual = PackOptions.DEFAULT;
    PackOptions options =
        new PackOptions(
            lanes,
            Variant.ofStreams(streams),
            PackOptions.defaultVectorTokens(row.candidate().parameters()),
            usual.formats(),
            usual.geometry(),
            0,
            Optional.empty());
    try (StageProgress progress = new StageProgress(console)) {
      Packer.pack(
          QuantizedCodec.read(artifacts.quantized()), options, artifacts.bundle(), progress);
    }
    Optional<String> manifest = verification.verify(artifacts);
    SweepReport.Best best =
        new SweepReport.Best(
            row.key(),
            lanes,
            streams,
            row.trial().commands(swept.arguments(), lanes, streams),
            manifest.orElse(""),
            manifest.isPresent());
    if (best.passed()) {
      AtomicOutput.file(file, partial -> Files.write(partial, Json.pretty(best)));
    }
    return best;
  }

  /** Copies the trial's checkpoint, which is trained again if it is gone, and quantizes it. */
  private void makeModel(Trial trial) {
    TrialTraining training = new TrialTraining(swept.data());
    Path kept = swept.store().folderOf(trial).resolve(TrialTraining.CHECKPOINT);
    if (!Files.exists(kept)) {
      training.run(trial, swept.store().folderOf(trial));
    }
    AtomicOutput.folder(
        artifacts.checkpoint(),
        CheckpointCodec.CONFIG,
        CheckpointCodec.FORMAT,
        partial -> copy(kept, partial));
    Checkpoint checkpoint = CheckpointCodec.read(artifacts.checkpoint());
    QuantizedFolder.write(
        artifacts.quantized(),
        training.quantize(
            trial, checkpoint, CheckpointCodec.tensorsSha256(artifacts.checkpoint())));
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(from)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(file.getFileName().toString()));
    }
  }
}
