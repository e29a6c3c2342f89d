package org.microgptrom.train.state;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Weights and optimizer of a model in training, each map by parameter name in {@code parameters()}
 * order with row-major values. An engine that is given it continues as if it had never stopped.
 *
 * @param step optimizer steps taken
 * @param weights the parameters
 * @param first TorchAdam's mean gradients
 * @param second TorchAdam's mean squared gradients
 * @param average of the parameters over the latest steps, which is what is measured and kept; they
 *     themselves in a recipe without
 */
public record ModelState(
    int step,
    Map<String, double[]> weights,
    Map<String, double[]> first,
    Map<String, double[]> second,
    Map<String, double[]> average) {

  /** Before the first step. */
  public static ModelState initial(Map<String, double[]> weights) {
    Map<String, double[]> zeros = new LinkedHashMap<>();
    weights.forEach((name, values) -> zeros.put(name, new double[values.length]));
    return new ModelState(0, weights, zeros, zeros, weights);
  }
}
