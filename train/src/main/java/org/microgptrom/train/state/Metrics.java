package org.microgptrom.train.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code metrics.jsonl}: the measurements after one optimizer step.
 *
 * @param step number of the step, from 1
 * @param loss mean cross-entropy in nats per token of the step's batch, before its update
 * @param validationLoss mean cross-entropy in nats per token over the whole validation split, after
 *     the update; null, and absent from the file, where it was not measured
 * @param learningRate of the step's update
 * @param tokens number of targets trained on so far
 * @param seconds since the training began
 * @param codes whether the step fitted weights to codes, of which its losses are; absent from the
 *     file where it did not
 */
public record Metrics(
    int step,
    double loss,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double validationLoss,
    double learningRate,
    long tokens,
    double seconds,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean codes) {}
