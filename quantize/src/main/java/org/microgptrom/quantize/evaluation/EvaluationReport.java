package org.microgptrom.quantize.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Json;

/**
 * The results of a model in a task, in every way in which it was computed.
 *
 * @param tool the version that judged
 * @param task {@code loss}, {@code labels} or {@code pairs}
 * @param source the name of the corpus or file with the documents or pairs
 * @param sourceSha256 digest of the lines of that corpus or file
 * @param split {@code validation}, {@code training} or {@code all}; null for pairs
 * @param tooLong number of documents or pairs that were left out, as they do not fit the context
 * @param labels the classes in the order of {@link Classification#confusion}; null unless labels
 *     are judged
 * @param results of the float model and the fixed-point model, each if there is one, on all
 *     documents or pairs
 * @param circuit the circuit's results; null unless the circuit was simulated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationReport(
    String tool,
    String task,
    String source,
    String sourceSha256,
    @Nullable String split,
    int tooLong,
    @Nullable List<String> labels,
    List<Result> results,
    @Nullable Circuit circuit) {
  /** Copies the lists. */
  public EvaluationReport {
    labels = labels == null ? null : List.copyOf(labels);
    results = List.copyOf(results);
  }

  /**
   * The results of the circuit on the first documents or pairs.
   *
   * @param result of the circuit
   * @param fixed the result of fixed point on the same documents or pairs
   * @param logits number of logits compared
   * @param mismatches number of logits that differ from those of fixed point
   */
  public record Circuit(Result result, Result fixed, long logits, long mismatches) {
    /**
     * Judges a circuit by the first {@code count} documents or pairs.
     *
     * @param by the simulator's name
     */
    public static Circuit of(
        Task task, int count, String by, LogitSource circuit, LogitSource fixed) {
      Task first = task.first(count);
      RecordedLogits simulated = RecordedLogits.of(circuit, first.inputs());
      RecordedLogits golden = RecordedLogits.of(fixed, first.inputs());
      return new Circuit(
          first.judge(by, simulated),
          first.judge(Result.FIXED, golden),
          golden.count(),
          golden.differences(simulated));
    }
  }

  /** The report as JSON. */
  public byte[] toJson() {
    return Json.pretty(this);
  }
}
