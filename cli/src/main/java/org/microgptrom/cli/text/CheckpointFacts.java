package org.microgptrom.cli.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;

/**
 * The JSON of {@code import} and {@code train}: the checkpoint that was written. A fact that one of
 * the commands does not know is null and not written.
 *
 * @param parameters number of trained values
 * @param vocabulary the symbols without BOS
 * @param provenance where the model comes from
 * @param tensorsSha256 of the checkpoint's {@code model.safetensors}
 * @param training what {@code train} measured; null for {@code import}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckpointFacts(
    String tool,
    ModelConfig config,
    long parameters,
    Vocabulary vocabulary,
    Provenance provenance,
    String tensorsSha256,
    @Nullable Training training) {
  /**
   * The figures that a training measured.
   *
   * @param engine with which was computed
   * @param bestStep the step whose weights were kept
   * @param loss of the last step's batch, nats per token
   * @param validationLoss of the weights that were kept, nats per token; null where nothing is held
   *     out
   * @param validationNatsPerByte the same by the bytes of the texts; null where every symbol is one
   *     byte, too
   * @param tokens number of tokens trained on
   * @param seconds that the training took
   * @param samples that the recipe microgpt prints; empty for other recipes
   * @param floatSteps number of steps before the weights were fitted to codes; null without codes
   * @param floatValidationLoss of the weights to which codes were fitted, nats per token
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Training(
      String engine,
      int bestStep,
      double loss,
      @Nullable Double validationLoss,
      @Nullable Double validationNatsPerByte,
      long tokens,
      double seconds,
      List<String> samples,
      @Nullable Integer floatSteps,
      @Nullable Double floatValidationLoss) {}

  /** The facts of an imported checkpoint in this folder. */
  public static CheckpointFacts of(Checkpoint checkpoint, Path folder) {
    return facts(checkpoint, folder, Optional.empty());
  }

  /** The facts of a checkpoint in this folder that was trained here. */
  public static CheckpointFacts of(Checkpoint checkpoint, Path folder, Training training) {
    return facts(checkpoint, folder, Optional.of(training));
  }

  private static CheckpointFacts facts(
      Checkpoint checkpoint, Path folder, Optional<Training> training) {
    return new CheckpointFacts(
        ToolVersion.current(),
        checkpoint.config(),
        checkpoint.config().parameterCount(),
        checkpoint.vocabulary(),
        checkpoint.provenance(),
        CheckpointCodec.tensorsSha256(folder),
        training.orElse(null));
  }
}
