package org.microgptrom.train.state;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights and the optimizer's state of a model in training, each map by parameter name in
 * {@code parameters()} order with row-major values; behind them come the values of codebooks that
 * are trained as well. An engine that is given this state continues as if it had never stopped.
 *
 * @param step number of optimizer steps taken, with codes since these began
 * @param weights the parameters
 * @param first Adam's mean gradients
 * @param second Adam's mean squared gradients
 * @param average of the parameters over the latest steps, which is what is measured and kept; in a
 *     recipe without averages, the parameters themselves
 */
public record ModelState(
    int step,
    Map<String, double[]> weights,
    Map<String, double[]> first,
    Map<String, double[]> second,
    Map<String, double[]> average) {

  /** The state before the first step. */
  public static ModelState initial(Map<String, double[]> weights) {
    Map<String, double[]> zeros = new LinkedHashMap<>();
    weights.forEach((name, values) -> zeros.put(name, new double[values.length]));
    return new ModelState(0, weights, zeros, zeros, weights);
  }
}
