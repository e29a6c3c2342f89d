/**
 * Makes the sequences that simulators are given, and computes by the golden simulator what is
 * expected of them.
 */
package org.microgptrom.simulate.stimulus;
