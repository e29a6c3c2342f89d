/** A bundle's circuit on a board: top level, pins, bitstream, the serial line and the host. */
package org.microgptrom.board;
