package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.Optional;
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
 * @param fixed empty of a checkpoint
 * @param checkpoint empty where the one that {@code fixed} was made from is not known
 * @param training how it came to be
 */
public record EvaluatedModel(
    Optional<QuantizedModel> fixed, Optional<Checkpoint> checkpoint, Provenance training) {
  /**
   * Reads a model.
   *
   * @param path a bundle, a quantized model or a checkpoint
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
    Quantized.Lineage lineage = Artifact.lineage(path);
    return new EvaluatedModel(
        Optional.of(Artifact.model(path)),
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
