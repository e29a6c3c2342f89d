/**
 * The circuit of a bundle, simulated by programs of others and compared with the golden simulator:
 * every logit, every drawn token, every state of the generator.
 */
package org.microgptrom.verify.rtl;
