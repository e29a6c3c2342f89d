package org.microgptrom.train.state;

import java.util.Map;
import org.microgptrom.model.code.TrainedCodes;

/**
 * Weights worth keeping.
 *
 * @param step after which the weights had these values
 * @param loss the weights' validation loss in nats per token; NaN where there is no validation
 *     split
 * @param weights the values by parameter name, row-major, finite
 * @param codes whose values the weights are; {@link TrainedCodes#NONE} before a training fits codes
 */
public record Snapshot(int step, double loss, Map<String, float[]> weights, TrainedCodes codes) {}
