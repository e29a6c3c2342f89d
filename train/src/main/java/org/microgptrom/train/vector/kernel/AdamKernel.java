package org.microgptrom.train.vector.kernel;

import static org.microgptrom.train.vector.kernel.Kernels.LANES;
import static org.microgptrom.train.vector.kernel.Kernels.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The arithmetic of one step of the Adam optimizer, on a part of all parameters.
 *
 * @param factor by which gradients are multiplied first
 * @param beta1 decay of the mean gradient; {@code rest1} is 1 - beta1
 * @param beta2 decay of the mean squared gradient; {@code rest2} is 1 - beta2
 * @param correction2 the factor of the root of the mean square
 * @param epsilon is added to the divisor
 * @param rate of learning, corrected for the first steps
 * @param averageRate the part of the way that averages move towards the parameters
 */
public record AdamKernel(
    float factor,
    float beta1,
    float rest1,
    float beta2,
    float rest2,
    float correction2,
    float epsilon,
    float rate,
    float averageRate) {

  /** Updates elements {@code from} to {@code end}, excluded, of all arrays but the gradient. */
  public void step(
      float[] parameters,
      float[] gradient,
      float[] first,
      float[] second,
      float[] average,
      int from,
      int end) {
    int whole = from + (end - from) / LANES * LANES;
    for (int i = from; i < whole; i += LANES) {
      FloatVector slope = FloatVector.fromArray(SPECIES, gradient, i).mul(factor);
      FloatVector mean = FloatVector.fromArray(SPECIES, first, i).mul(beta1).add(slope.mul(rest1));
      mean.intoArray(first, i);
      FloatVector square =
          FloatVector.fromArray(SPECIES, second, i).mul(beta2).add(slope.mul(rest2).mul(slope));
      square.intoArray(second, i);
      FloatVector divisor = square.lanewise(VectorOperators.SQRT).mul(correction2).add(epsilon);
      FloatVector value =
          FloatVector.fromArray(SPECIES, parameters, i).sub(mean.mul(rate).div(divisor));
      value.intoArray(parameters, i);
      FloatVector old = FloatVector.fromArray(SPECIES, average, i);
      value.sub(old).mul(averageRate).add(old).intoArray(average, i);
    }
    for (int i = whole; i < end; i++) {
      float slope = gradient[i] * factor;
      first[i] = beta1 * first[i] + rest1 * slope;
      second[i] = beta2 * second[i] + rest2 * slope * slope;
      float divisor = (float) Math.sqrt(second[i]) * correction2 + epsilon;
      parameters[i] -= rate * first[i] / divisor;
      average[i] += averageRate * (parameters[i] - average[i]);
    }
  }
}
