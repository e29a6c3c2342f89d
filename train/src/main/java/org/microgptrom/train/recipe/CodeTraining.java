package org.microgptrom.train.recipe;

import org.microgptrom.model.code.WeightBits;

/**
 * The last part of a training, in which the weights become values of codes.
 *
 * @param bits the widths of the codes
 * @param steps number of optimizer steps, 1..10,000,000
 */
public record CodeTraining(WeightBits bits, int steps) {
  /** The learning rate as a part of that of the steps before. */
  public static final double RATE = 1;

  /**
   * The default number of steps: two for every five documents, 300 to 4,000. Twice as many as
   * without codes, since the fewer the bits, the more they gain.
   *
   * @param documents number of documents in the training split
   */
  public static int defaultSteps(int documents) {
    return Math.max(300, Math.min(4000, documents / 5 * 2));
  }

  /** Checks the ranges. */
  public CodeTraining {
    if (steps < 1 || steps > TrainingOptions.MOST_STEPS) {
      throw new IllegalArgumentException(
          "code_steps must be in 1.." + TrainingOptions.MOST_STEPS + ", not " + steps);
    }
    if (bits.isWide()) {
      throw new IllegalArgumentException("weight_bits must be below 16 in some tensor");
    }
  }
}
