package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;

/**
 * A model to evaluate, in fixed point, in float, or both.
 *
 * @param fixed the model in fixed point; empty for a checkpoint
 * @param checkpoint the float model; empty where the checkpoint that {@code fixed} was made from is
 *     not known
 * @param training how the model was trained
 */
public record EvaluatedModel(
    Optional<QuantizedModel> fixed, Optional<Checkpoint> checkpoint, Provenance training) {
  /**
   * Reads a model.
   *
   * @param path a quantized model or a checkpoint
   * @param checkpoint of the model in fixed point
   */
  public static EvaluatedModel read(Path path, CheckpointOptions checkpoint, Console console) {
    if (Artifact.kind(path) == Artifact.CHECKPOINT) {
      if (checkpoint.isNamed()) {
        throw new InputException(
            "--checkpoint", path + " is a checkpoint itself", "leave out one of the two");
      }
      Checkpoint only = CheckpointCodec.read(path);
      return new EvaluatedModel(Optional.empty(), Optional.of(only), only.provenance());
    }
    return of(path, Artifact.fixedPoint(path), checkpoint, console);
  }

  /** Reads the model of a bundle. */
  public static EvaluatedModel read(Bundle bundle, CheckpointOptions checkpoint, Console console) {
    return of(bundle.path(), Artifact.FixedPoint.of(bundle), checkpoint, console);
  }

  private static EvaluatedModel of(
      Path path, Artifact.FixedPoint fixed, CheckpointOptions checkpoint, Console console) {
    Quantized.Lineage lineage = fixed.lineage();
    return new EvaluatedModel(
        Optional.of(fixed.model()),
        checkpoint.folder(path, lineage.checkpointSha256(), console).map(CheckpointCodec::read),
        lineage.training());
  }

  Vocabulary vocabulary() {
    return fixed
        .map(QuantizedModel::vocabulary)
        .orElseGet(() -> checkpoint.orElseThrow().vocabulary());
  }

  public ModelConfig config() {
    return fixed.map(QuantizedModel::config).orElseGet(() -> checkpoint.orElseThrow().config());
  }
}
