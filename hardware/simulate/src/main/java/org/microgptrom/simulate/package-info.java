/**
 * Runs the circuit of a bundle in other projects' simulators, from its ROM files, and compares what
 * it computes with the golden simulator: every logit, every drawn token, every generator state.
 */
package org.microgptrom.simulate;
