/**
 * One token's walk through the circuit: what it reads from ROM and where, what it computes at every
 * site, in integers, as real values and in floating point. Facts for the terminal and the report.
 */
package org.microgptrom.model.walk;
