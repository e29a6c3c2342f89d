package org.microgptrom.cli.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.pack.PackOptions;
import org.microgptrom.pack.Packer;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.quantize.Quantizer;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialStore;
import org.microgptrom.sweep.trial.TrialTraining;

/**
 * A model that a sweep trained, made a bundle.
 *
 * @param swept the sweep
 * @param row the model
 */
record SweptModel(SweepStage.Swept swept, Row row) {
  /** Logarithms of other processors may differ in the last bits. */
  private static final double LOSS_TOLERANCE = 1e-9;

  /** Writes the checkpoint, the quantized model and the bundle. */
  void pack(RunFolder artifacts, Console console) {
    make(artifacts);
    PackOptions usual = PackOptions.DEFAULT;
    PackOptions options =
        new PackOptions(
            row.candidate().lanes(),
            Variant.ofStreams(row.candidate().streams()),
            PackOptions.defaultVectorTokens(row.candidate().parameters()),
            usual.formats(),
            usual.geometry(),
            0,
            Optional.empty());
    try (StageProgress progress = new StageProgress(console)) {
      Packer.pack(
          QuantizedCodec.read(artifacts.quantized()), options, artifacts.bundle(), progress);
    }
  }

  /**
   * Copies the trial's checkpoint, which is trained again if it is gone or damaged, and quantizes
   * it.
   */
  private void make(RunFolder artifacts) {
    Trial trial = row.trial();
    TrialTraining training = new TrialTraining(swept.data());
    Path kept = swept.store().folderOf(trial).resolve(TrialTraining.CHECKPOINT);
    Checkpoint checkpoint = checkpoint(training, kept);
    AtomicOutput.folder(
        artifacts.checkpoint(),
        CheckpointCodec.CONFIG,
        CheckpointCodec.FORMAT,
        partial -> copy(kept, partial));
    Quantizer.Result quantized =
        training.quantize(trial, checkpoint, CheckpointCodec.tensorsSha256(kept));
    requireLoss(quantized.report().comparison().lossFixed());
    QuantizedFolder.write(artifacts.quantized(), quantized);
  }

  /** Requires the loss by which the model was chosen, which nothing else holds against it. */
  private void requireLoss(double loss) {
    double chosen = Objects.requireNonNull(row.figures()).lossFixed();
    if (Math.abs(loss - chosen) > LOSS_TOLERANCE) {
      throw new InputException(
          swept.store().folderOf(row.trial()).resolve(TrialStore.FILE),
          "says a loss of " + chosen + " in fixed point, its model has " + loss,
          "remove the file: the trial is run again");
    }
  }

  private Checkpoint checkpoint(TrialTraining training, Path kept) {
    try {
      return CheckpointCodec.read(kept);
    } catch (InputException e) { // gone or damaged
      training.run(row.trial(), swept.store().folderOf(row.trial()));
      return CheckpointCodec.read(kept);
    }
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
