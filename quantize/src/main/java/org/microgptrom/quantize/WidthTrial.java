package org.microgptrom.quantize;

/**
 * Widths of the weights that were tried.
 *
 * @param weightBits as {@code --weight-bits} takes them
 * @param romBits of all weights and codebooks, without padding
 * @param loss mean cross-entropy on documents of the calibration sample, nats per token, with each
 *     weight rounded to the nearest value
 */
public record WidthTrial(String weightBits, long romBits, double loss) {}
