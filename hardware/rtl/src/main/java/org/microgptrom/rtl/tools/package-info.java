/** Runs other projects' programs, found on the PATH, that simulate or synthesise the circuit. */
package org.microgptrom.rtl.tools;
