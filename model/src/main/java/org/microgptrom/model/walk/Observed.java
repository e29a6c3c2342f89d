package org.microgptrom.model.walk;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Site;

/**
 * The values that the simulators compute at one site and one position.
 *
 * @param clamped number of words that were clamped to 16 bits
 * @param floats the values of the float model; null without a float model
 */
record Observed(
    Site site, int layer, List<Integer> words, int clamped, @Nullable List<Double> floats) {}
