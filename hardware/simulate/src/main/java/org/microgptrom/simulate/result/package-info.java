/** Reads the results of the test bench event by event, and compares them with what is expected. */
package org.microgptrom.simulate.result;
