package org.microgptrom.train.recipe;

/**
 * The conditions that end a training before its last step.
 *
 * @param minutes the training may take, above 0; infinite for no limit
 * @param targetLoss a validation loss in nats per token that is good enough; negative infinity for
 *     none
 * @param patience number of measurements of the validation loss in a row that may bring nothing
 *     better, at least 1; {@link Integer#MAX_VALUE} for any number
 */
public record StopRule(double minutes, double targetLoss, int patience) {
  /** The rule that nothing but the last step ends a training. */
  public static final StopRule NEVER =
      new StopRule(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Integer.MAX_VALUE);

  /** Checks every range. */
  public StopRule {
    if (!(minutes > 0)) {
      throw new IllegalArgumentException("minutes must be above 0, not " + minutes);
    }
    if (Double.isNaN(targetLoss)) {
      throw new IllegalArgumentException("target_loss must be a number, not " + targetLoss);
    }
    if (patience < 1) {
      throw new IllegalArgumentException("patience must be 1 or more, not " + patience);
    }
  }

  /** Whether the rule needs a validation loss. */
  public boolean needsValidation() {
    return targetLoss > Double.NEGATIVE_INFINITY || patience < Integer.MAX_VALUE;
  }

  /** The share of the allowed time that has passed, 0 without a limit. */
  public double clock(double seconds) {
    return Math.min(1, seconds / (60 * minutes));
  }
}
