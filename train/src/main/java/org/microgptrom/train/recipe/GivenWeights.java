package org.microgptrom.train.recipe;

import java.util.Map;

/**
 * The weights of another training, with which one begins.
 *
 * @param weights by parameter name in {@code parameters()} order, row-major; shared, not copied
 * @param sha256 digest of the file that holds them
 */
public record GivenWeights(Map<String, float[]> weights, String sha256) {}
