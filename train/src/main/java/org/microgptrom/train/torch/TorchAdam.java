package org.microgptrom.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.microgptrom.train.recipe.AdamSettings;

/**
 * The Adam optimizer as in microgpt.py, with epsilon added after the bias correction, on a gradient
 * whose norm is clipped, and an average of the weights on the way.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba: Adam, a method for stochastic
 *     optimization</a>
 */
public final class TorchAdam {
  private final AdamSettings settings;
  private final NDArray parameters;
  private final NDArray first; // the running mean of the gradient
  private final NDArray second; // and of its square
  private final NDArray average; // of the parameters, or they themselves
  private final DataType type;
  // Scalars that are arrays already cost half as much in an operation as Java numbers.
  private final NDArray beta1;
  private final NDArray rest1;
  private final NDArray beta2;
  private final NDArray rest2;
  private final NDArray epsilon;
  private int step;

  /**
   * Makes all arrays of the optimizer, so that a step leaves none behind.
   *
   * @param parameters to be trained, as one vector
   * @param step number of steps that were taken before
   * @param first the mean gradient
   * @param second the mean squared gradient
   * @param average of the parameters
   */
  TorchAdam(
      NDArray parameters,
      int step,
      double[] first,
      double[] second,
      double[] average,
      AdamSettings settings,
      NDManager manager) {
    this.settings = settings;
    this.parameters = parameters;
    this.step = step;
    this.type = parameters.getDataType();
    this.first = TorchArrays.array(first, parameters.getShape(), type, manager);
    this.second = TorchArrays.array(second, parameters.getShape(), type, manager);
    this.average =
        settings.horizon() == 0
            ? parameters
            : TorchArrays.array(average, parameters.getShape(), type, manager);
    beta1 = TorchArrays.scalar(settings.beta1(), type, manager);
    rest1 = TorchArrays.scalar(1 - settings.beta1(), type, manager);
    beta2 = TorchArrays.scalar(settings.beta2(), type, manager);
    rest2 = TorchArrays.scalar(1 - settings.beta2(), type, manager);
    epsilon = TorchArrays.scalar(AdamSettings.EPSILON, type, manager);
  }

  int stepsTaken() {
    return step;
  }

  NDArray first() {
    return first;
  }

  NDArray second() {
    return second;
  }

  /** The parameters averaged over the latest steps, or themselves. */
  NDArray average() {
    return average;
  }

  /** Updates the parameters from their gradient, which it may scale down. */
  void step(NDArray gradient, double rate, NDManager manager) {
    step++;
    clip(gradient);
    double correction2 = 1 / Math.sqrt(1 - Math.pow(settings.beta2(), step));
    double rate1 = rate / (1 - Math.pow(settings.beta1(), step));
    first.muli(beta1).addi(gradient.mul(rest1));
    second.muli(beta2).addi(gradient.square().muli(rest2));
    NDArray divisor =
        second.sqrt().muli(TorchArrays.scalar(correction2, type, manager)).addi(epsilon);
    parameters.subi(first.mul(TorchArrays.scalar(rate1, type, manager)).divi(divisor));
    if (settings.horizon() > 0) {
      NDArray averageRate = TorchArrays.scalar(settings.averageRate(step), type, manager);
      average.addi(parameters.sub(average).muli(averageRate));
    }
  }

  private void clip(NDArray gradient) {
    if (settings.clip() == Double.POSITIVE_INFINITY) {
      return;
    }
    double norm = Math.sqrt(TorchArrays.number(gradient.square().sum()));
    if (norm > settings.clip()) {
      gradient.muli(settings.clip() / norm);
    }
  }
}
