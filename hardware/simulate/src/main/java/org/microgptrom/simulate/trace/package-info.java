/** The words of every site inside the circuit, and the first of them that is wrong. */
package org.microgptrom.simulate.trace;
