package org.microgptrom.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The Adam optimizer as in microgpt.py, with epsilon added after the bias correction.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba: Adam, a method for stochastic
 *     optimization</a>
 */
final class Adam {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.99;
  private static final double EPSILON = 1e-8;

  /** A parameter with its running means of gradient and squared gradient. */
  private record Moments(NDArray parameter, NDArray first, NDArray second) {}

  private final List<Moments> moments = new ArrayList<>();
  // Scalars that are arrays already cost half as much in an operation as Java numbers.
  private final NDArray beta1;
  private final NDArray rest1;
  private final NDArray beta2;
  private final NDArray rest2;
  private final NDArray epsilon;
  private final NDArray zero;
  private int step;

  /** All state is made here, so that a step leaves nothing behind. */
  Adam(Collection<NDArray> parameters, NDManager manager) {
    for (NDArray parameter : parameters) {
      NDArray first = manager.zeros(parameter.getShape());
      NDArray second = manager.zeros(parameter.getShape());
      moments.add(new Moments(parameter, first, second));
    }
    beta1 = manager.create((float) BETA1);
    rest1 = manager.create((float) (1 - BETA1));
    beta2 = manager.create((float) BETA2);
    rest2 = manager.create((float) (1 - BETA2));
    epsilon = manager.create((float) EPSILON);
    zero = manager.create(0f);
  }

  /** Updates every parameter from its gradient and clears the gradient. */
  void step(double rate, NDManager manager) {
    step++;
    NDArray correction2 = manager.create((float) (1 / Math.sqrt(1 - Math.pow(BETA2, step))));
    NDArray rate1 = manager.create((float) (rate / (1 - Math.pow(BETA1, step))));
    for (Moments of : moments) {
      NDArray gradient = of.parameter.getGradient();
      of.first.muli(beta1).addi(gradient.mul(rest1));
      of.second.muli(beta2).addi(gradient.square().muli(rest2));
      NDArray divisor = of.second.sqrt().muli(correction2).addi(epsilon);
      of.parameter.subi(of.first.mul(rate1).divi(divisor));
      gradient.muli(zero);
    }
  }
}
