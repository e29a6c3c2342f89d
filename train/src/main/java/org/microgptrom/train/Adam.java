package org.microgptrom.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Adam optimizer as in microgpt.py, with epsilon added after the bias correction, on gradients
 * whose common norm is clipped.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba: Adam, a method for stochastic
 *     optimization</a>
 */
final class Adam {
  /** A parameter with its running means of gradient and squared gradient. */
  private record Moments(NDArray parameter, NDArray first, NDArray second) {}

  private final AdamSettings settings;
  private final Map<String, Moments> moments = new LinkedHashMap<>();
  private final DataType type;
  // Scalars that are arrays already cost half as much in an operation as Java numbers.
  private final NDArray beta1;
  private final NDArray rest1;
  private final NDArray beta2;
  private final NDArray rest2;
  private final NDArray epsilon;
  private final NDArray zero;
  private int step;

  /** All arrays are made here, from a state, so that a step leaves nothing behind. */
  Adam(
      Map<String, NDArray> parameters, ModelState state, AdamSettings settings, NDManager manager) {
    this.settings = settings;
    this.step = state.step();
    this.type = parameters.values().iterator().next().getDataType();
    parameters.forEach(
        (name, parameter) -> {
          NDArray first = array(state.first().get(name), parameter, manager);
          NDArray second = array(state.second().get(name), parameter, manager);
          moments.put(name, new Moments(parameter, first, second));
        });
    beta1 = scalar(settings.beta1(), manager);
    rest1 = scalar(1 - settings.beta1(), manager);
    beta2 = scalar(settings.beta2(), manager);
    rest2 = scalar(1 - settings.beta2(), manager);
    epsilon = scalar(AdamSettings.EPSILON, manager);
    zero = scalar(0, manager);
  }

  private static NDArray array(double[] values, NDArray like, NDManager manager) {
    return Precision.array(values, like.getShape(), like.getDataType(), manager);
  }

  /** A copy of the state, with the weights given. */
  ModelState state(Map<String, double[]> weights) {
    Map<String, double[]> first = new LinkedHashMap<>();
    Map<String, double[]> second = new LinkedHashMap<>();
    moments.forEach(
        (name, of) -> {
          first.put(name, Precision.numbers(of.first));
          second.put(name, Precision.numbers(of.second));
        });
    return new ModelState(step, weights, first, second);
  }

  private NDArray scalar(double value, NDManager manager) {
    return Precision.scalar(value, type, manager);
  }

  /** Updates every parameter from its gradient and clears the gradient. */
  void step(double rate, NDManager manager) {
    step++;
    clip();
    NDArray correction2 = scalar(1 / Math.sqrt(1 - Math.pow(settings.beta2(), step)), manager);
    NDArray rate1 = scalar(rate / (1 - Math.pow(settings.beta1(), step)), manager);
    for (Moments of : moments.values()) {
      NDArray gradient = of.parameter.getGradient();
      of.first.muli(beta1).addi(gradient.mul(rest1));
      of.second.muli(beta2).addi(gradient.square().muli(rest2));
      NDArray divisor = of.second.sqrt().muli(correction2).addi(epsilon);
      of.parameter.subi(of.first.mul(rate1).divi(divisor));
      gradient.muli(zero);
    }
  }

  private void clip() {
    if (settings.clip() == Double.POSITIVE_INFINITY) {
      return;
    }
    double squares = 0;
    for (Moments of : moments.values()) {
      squares += Precision.number(of.parameter.getGradient().square().sum());
    }
    double norm = Math.sqrt(squares);
    if (norm > settings.clip()) {
      moments.values().forEach(of -> of.parameter.getGradient().muli(settings.clip() / norm));
    }
  }
}
