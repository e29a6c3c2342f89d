/**
 * Narrow weights: codes of few bits that stand in ROM for 16-bit words, and the codebooks that say
 * which. {@code docs/arithmetic.md} defines them.
 */
package org.microgptrom.model.code;
