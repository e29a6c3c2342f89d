/** Recorded steps of a board or a simulation, replayed and compared field by field. */
package org.microgptrom.verify.trace;
