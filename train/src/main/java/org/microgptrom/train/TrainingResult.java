package org.microgptrom.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.Metrics;

/**
 * The result of a training.
 *
 * @param weights by parameter name in {@code ModelConfig.parameters()} order, row-major, finite:
 *     the weights with the best validation loss, or the last ones where there is no validation
 *     split
 * @param step the step after which the weights had these values
 * @param validationLoss of these weights, in nats per token; empty without a validation split
 * @param metrics one entry per step taken
 * @param samples token ids of the documents that {@link Recipe#MICROGPT} samples, without BOS;
 *     empty in other recipes
 * @param codes whose values the weights are; {@link TrainedCodes#NONE} if none were trained
 * @param codeStart the step at which these began, with the loss before
 */
public record TrainingResult(
    Map<String, float[]> weights,
    int step,
    OptionalDouble validationLoss,
    List<Metrics> metrics,
    List<int[]> samples,
    TrainedCodes codes,
    Optional<CodeStart> codeStart) {
  /** Copies map and lists; the arrays are shared, as in {@code Checkpoint}. */
  public TrainingResult {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    metrics = List.copyOf(metrics);
    samples = List.copyOf(samples);
  }
}
