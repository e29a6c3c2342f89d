package org.microgptrom.model.walk;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A symbol that may come next.
 *
 * @param token the symbol
 * @param logit the logit as an integer
 * @param real the logit's real value
 * @param weight with which the symbol is drawn at temperature 1, in units of 2^-15: the most
 *     probable symbol has 32768, and a symbol with 0 is never drawn
 * @param probability weight / sum of weights, 0..1
 * @param floatLogit the logit in floating point; null without a float model
 * @param floatProbability softmax of the float logits; null without a float model
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
