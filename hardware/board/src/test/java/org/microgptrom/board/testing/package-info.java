/**
 * A board for tests: the board's side of the serial line over the golden simulator, with faults.
 */
package org.microgptrom.board.testing;
