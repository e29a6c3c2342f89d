package org.microgptrom.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.microgptrom.sweep.search.Candidate;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialResult;

/**
 * A candidate with what came of it.
 *
 * @param key of the trial
 * @param complete whether the trial took all steps, and was not left behind before
 * @param figures of the model; null if there is none
 * @param failure why there is none; null if there is one
 * @param seconds that the trial took
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Row(
    String key,
    boolean complete,
    Candidate candidate,
    TrialResult.@Nullable Figures figures,
    @Nullable String failure,
    double seconds) {
  /** The row of a trial that has ended. */
  static Row of(boolean complete, Candidate candidate, TrialResult result) {
    return new Row(
        candidate.trial().key(),
        complete,
        candidate,
        result.figures(),
        result.failure(),
        result.seconds());
  }

  /** What was trained. */
  public Trial trial() {
    return candidate.trial();
  }

  /** The loss in fixed point; infinite where there is no model. */
  public double loss() {
    return figures == null ? Double.POSITIVE_INFINITY : figures.lossFixed();
  }

  /** Whether there is a model with all steps. */
  @JsonIgnore
  public boolean isModel() {
    return complete && figures != null;
  }
}
