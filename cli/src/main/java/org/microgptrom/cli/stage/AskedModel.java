package org.microgptrom.cli.stage;

import java.nio.file.Path;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Result;

/**
 * A model that is asked about texts.
 *
 * @param by whose logits answer: {@link Result#FIXED} or, of a checkpoint, {@link Result#FLOAT}
 * @param training how the model was trained
 */
public record AskedModel(
    Vocabulary vocabulary, ModelConfig config, String by, LogitSource source, Provenance training) {
  /** Reads the model of a bundle, a quantized model folder, a checkpoint or a folder of run. */
  public static AskedModel read(Path given) {
    Path path = RunFolder.bundleIn(given);
    if (Artifact.kind(path) == Artifact.CHECKPOINT) {
      Checkpoint checkpoint = CheckpointCodec.read(path);
      return new AskedModel(
          checkpoint.vocabulary(),
          checkpoint.config(),
          Result.FLOAT,
          LogitSource.of(checkpoint, Progress.NONE),
          checkpoint.provenance());
    }
    Artifact.FixedPoint fixed = Artifact.fixedPoint(path);
    QuantizedModel model = fixed.model();
    return new AskedModel(
        model.vocabulary(),
        model.config(),
        Result.FIXED,
        LogitSource.of(model, Progress.NONE),
        fixed.lineage().training());
  }
}
