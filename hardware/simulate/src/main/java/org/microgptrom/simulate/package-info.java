/**
 * Runs the circuit of a bundle in programs of others, from its ROM files, and compares what it
 * computes with the golden simulator: every logit, every drawn token, every generator state.
 */
package org.microgptrom.simulate;
