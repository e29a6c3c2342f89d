package org.microgptrom.model.walk;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Site;

/**
 * What the simulators say of one site at one position.
 *
 * @param clamped words that were clamped to 16 bits
 * @param floats null without a float model
 */
record Observed(
    Site site, int layer, List<Integer> words, int clamped, @Nullable List<Double> floats) {}
