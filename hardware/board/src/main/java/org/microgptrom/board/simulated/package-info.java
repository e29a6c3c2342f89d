/** A board in simulation: its top level in Verilator, bit by bit behind a pseudo-terminal. */
package org.microgptrom.board.simulated;
