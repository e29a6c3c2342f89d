package org.microgptrom.sweep;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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
 * @param commands that make the same model
 * @param seconds that the trial took
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Row(
    String key,
    boolean complete,
    Candidate candidate,
    TrialResult.@Nullable Figures figures,
    @Nullable String failure,
    String commands,
    double seconds) {
  /** The row of a trial that has ended, on a corpus that these options name. */
  static Row of(boolean complete, Candidate candidate, TrialResult result, String data) {
    return new Row(
        candidate.trial().key(),
        complete,
        candidate,
        result.figures(),
        result.failure(),
        candidate.trial().commands(data, candidate.lanes(), candidate.streams()),
        result.seconds());
  }

  /** What was trained. */
  public Trial trial() {
    return candidate.trial();
  }

  /**
   * The loss in fixed point, by which models are compared: nats per token, or per byte where their
   * symbols differ; infinite where there is no model.
   */
  public double loss() {
    if (figures == null) {
      return Double.POSITIVE_INFINITY;
    }
    Double tokensPerByte = candidate.tokensPerByte();
    return tokensPerByte == null ? figures.lossFixed() : figures.lossFixed() * tokensPerByte;
  }

  /** The loss in files, which know no infinity. */
  @JsonProperty("loss")
  @Nullable Double finiteLoss() {
    return figures == null ? null : loss();
  }

  /** Whether there is a model with all steps. */
  @JsonIgnore
  public boolean isModel() {
    return complete && figures != null;
  }
}
