package org.microgptrom.quantize.correction;

/**
 * A word that may be meant.
 *
 * @param edits number of edits between it and what was asked, 0..2; 0 for the same word
 * @param cost what the edits cost and how improbable the word is, in nats, the less the better
 */
public record Correction(String word, int edits, double cost) {}
