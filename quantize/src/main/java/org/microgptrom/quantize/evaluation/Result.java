package org.microgptrom.quantize.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task in one computation.
 *
 * @param by {@link #FLOAT}, {@link #FIXED} or the simulator of the circuit
 * @param judged number of documents or pairs that were judged
 * @param loss of the documents; null where pairs are judged
 * @param labels the result for labels; null unless labels are judged
 * @param pairs the result for pairs; null unless pairs are judged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Result(
    String by,
    int judged,
    @Nullable Loss loss,
    @Nullable Classification labels,
    @Nullable PairRanking pairs) {
  /** The name of the float reference in {@link #by}. */
  public static final String FLOAT = "float";

  /** The name of fixed point in {@link #by}. */
  public static final String FIXED = "fixed";
}
