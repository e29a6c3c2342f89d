package org.microgptrom.model.walk;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A symbol that may come next.
 *
 * @param token the symbol
 * @param logit the integer
 * @param real its real value
 * @param weight what it is drawn with at temperature 1, in units of 2^-15: 32768 is that of the
 *     most probable one, 0 is never drawn
 * @param probability weight / sum of weights, 0..1
 * @param floatLogit in floating point; null without it
 * @param floatProbability softmax of the float logits; null without it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Candidate(
    Token token,
    int logit,
    double real,
    int weight,
    double probability,
    @Nullable Double floatLogit,
    @Nullable Double floatProbability) {}
