/**
 * Runs programs of other projects, of the PATH or of npm, that simulate or synthesise the circuit.
 */
package org.microgptrom.rtl.tools;
