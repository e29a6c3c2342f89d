/**
 * One token's walk through the circuit: what the circuit reads from ROM and where, and what it
 * computes at every site, in integers, as real values and in floating point. The facts are for the
 * terminal and the report.
 */
package org.microgptrom.model.walk;
