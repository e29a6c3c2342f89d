package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of a checkpoint's {@code metrics.jsonl}, as {@code docs/formats.md} defines it.
 *
 * @param step number of the step, from 1
 * @param loss of the step's batch, nats per token
 * @param validationLoss of the whole validation split, nats per token; null where it was not
 *     measured
 * @param learningRate of the step's update
 * @param tokens number of tokens trained on so far
 * @param seconds since the training began
 * @param codes true if the step fitted weights to codes, of which its losses are; else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingPoint(
    int step,
    double loss,
    @Nullable Double validationLoss,
    double learningRate,
    long tokens,
    double seconds,
    @Nullable Boolean codes) {
  /** Requires a number of a step. */
  public TrainingPoint {
    if (step < 1) {
      throw new IllegalArgumentException("step must be at least 1, not " + step);
    }
  }

  /** Whether the weights had codes. */
  public boolean hasCodes() {
    return Boolean.TRUE.equals(codes);
  }
}
