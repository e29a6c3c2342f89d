package org.microgptrom.train.code;

import org.microgptrom.model.code.TrainedCodes;

/** Weights as a checkpoint holds them. */
public final class RoundedWeights {
  private final float[] weights;
  private final TrainedCodes codes;

  RoundedWeights(float[] weights, TrainedCodes codes) {
    this.weights = weights;
    this.codes = codes;
  }

  /** All parameters of the model in their order, each row-major; shared, not copied. */
  public float[] weights() {
    return weights;
  }

  /** The codes whose values the weights are, rounded to 16 bits. */
  public TrainedCodes codes() {
    return codes;
  }
}
