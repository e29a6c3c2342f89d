/** Sequences that simulators are given, and what the golden simulator makes of them. */
package org.microgptrom.simulate.stimulus;
