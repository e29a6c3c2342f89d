package org.microgptrom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param fixed null of a checkpoint
 * @param checkpoint null where the one that {@code fixed} was made from is not known
 * @param training how it came to be
 */
record EvaluatedModel(QuantizedModel fixed, Checkpoint checkpoint, Provenance training) {
  private static final String SIBLING = "checkpoint";

  /**
   * Reads a model.
   *
   * @param path a bundle, a quantized model or a checkpoint
   * @param checkpoint the folder of the float model; null for the one beside {@code path}, as
   *     {@code run} writes it, if there is one and it is the right one
   */
  static EvaluatedModel read(Path path, Path checkpoint) {
    if (Artifact.kind(path) == Artifact.CHECKPOINT) {
      if (checkpoint != null) {
        throw new InputException(
            "--checkpoint", path + " is a checkpoint itself", "leave out one of the two");
      }
      Checkpoint only = CheckpointCodec.read(path);
      return new EvaluatedModel(null, only, only.provenance());
    }
    QuantizedModel fixed = Artifact.model(path);
    Quantized.Lineage lineage = Artifact.lineage(path);
    String sha256 = lineage.checkpointSha256();
    if (checkpoint == null) {
      Path beside = path.toAbsolutePath().resolveSibling(SIBLING);
      Checkpoint found = isCheckpoint(beside, sha256) ? CheckpointCodec.read(beside) : null;
      return new EvaluatedModel(fixed, found, lineage.training());
    }
    if (!CheckpointCodec.tensorsSha256(checkpoint).equals(sha256)) {
      throw new InputException(
          checkpoint,
          "is not the checkpoint that " + path + " was made from",
          "give that one, of SHA-256 " + sha256);
    }
    return new EvaluatedModel(fixed, CheckpointCodec.read(checkpoint), lineage.training());
  }

  /** Whether the right checkpoint lies here; nobody said that one does. */
  private static boolean isCheckpoint(Path folder, String sha256) {
    try {
      return Files.exists(folder.resolve(CheckpointCodec.CONFIG))
          && CheckpointCodec.tensorsSha256(folder).equals(sha256);
    } catch (InputException e) {
      return false; // something else of this name
    }
  }

  Vocabulary vocabulary() {
    return fixed == null ? checkpoint.vocabulary() : fixed.vocabulary();
  }

  ModelConfig config() {
    return fixed == null ? checkpoint.config() : fixed.config();
  }
}
