package org.microgptrom.sweep.trial;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What came of a trial.
 *
 * @param failure why there is no model, in words; null if there is one
 * @param figures of the model; null if there is none
 * @param seconds that the trial took, on one thread
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrialResult(
    Trial trial, @Nullable String failure, @Nullable Figures figures, double seconds) {
  /**
   * The figures of a model.
   *
   * @param lossFloat on held out documents, nats per token with the end token
   * @param lossFixed the same in fixed point
   * @param klNatsPerToken divergence of fixed point from float
   * @param argmaxAgreement share of tokens where both prefer the same symbol, 0..1
   * @param saturations number of values that were clamped
   */
  public record Figures(
      double lossFloat,
      double lossFixed,
      double klNatsPerToken,
      double argmaxAgreement,
      long saturations) {}

  /** Requires a model or the reason that there is none. */
  public TrialResult {
    if ((failure == null) == (figures == null)) {
      throw new IllegalArgumentException("either figures or a failure expected");
    }
  }
}
