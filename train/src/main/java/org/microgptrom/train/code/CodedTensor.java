package org.microgptrom.train.code;

import org.jspecify.annotations.Nullable;
import org.microgptrom.model.code.TrainedCodes;

/**
 * A tensor whose weights are to be values of codes.
 *
 * @param name of the parameter
 * @param offset of its first weight among all parameters
 * @param size number of its weights
 * @param codes as they were fitted before the first step
 * @param factor by which a weight is multiplied before it has a code
 * @param group of its codebook; null for two's complement codes
 */
record CodedTensor(
    String name,
    int offset,
    int size,
    TrainedCodes.Tensor codes,
    double factor,
    @Nullable CodeGroup group) {

  /** The weight of the value 1 of a group, or of a two's complement code. */
  float scale() {
    int exponent = (group == null ? 0 : group.fractionBits()) - codes.fractionBits();
    return (float) (Math.scalb(1.0, exponent) / factor);
  }

  /** The least two's complement code. */
  int least() {
    return -1 << (codes.bits() - 1);
  }

  /** The weight of a value of this many fraction bits, as a checkpoint holds it. */
  float weight(int value, int fractionBits) {
    return (float) (Math.scalb((double) value, -fractionBits) / factor);
  }

  /** The real number, in units of a value with this many fraction bits, that gets a code. */
  double value(float weight, int fractionBits) {
    return Math.scalb(weight * factor, fractionBits);
  }
}
