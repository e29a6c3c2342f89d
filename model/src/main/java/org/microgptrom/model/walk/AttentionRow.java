package org.microgptrom.model.walk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scores and weights with which one head attends to each position so far.
 *
 * @param head of the layer, 0..heads-1
 * @param scores s_t for t = 0..position, base-2 logarithms with 8 fraction bits
 * @param weights w_t = 2^(s_t - max s) in units of 2^-15, 0..32768
 * @param shares w_t / sum of w, 0..1
 * @param floatScores the scores in floating point, base-2 logarithms; null without a float model
 * @param floatShares the shares in floating point; null without a float model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttentionRow(
    int head,
    List<Long> scores,
    List<Integer> weights,
    List<Double> shares,
    @Nullable List<Double> floatScores,
    @Nullable List<Double> floatShares) {
  /** Copies the lists. */
  public AttentionRow {
    scores = List.copyOf(scores);
    weights = List.copyOf(weights);
    shares = List.copyOf(shares);
    floatScores = floatScores == null ? null : List.copyOf(floatScores);
    floatShares = floatShares == null ? null : List.copyOf(floatShares);
  }
}
