/** The circuit's clock, made of a board's oscillator: dividers of PLLs, and their primitives. */
package org.microgptrom.board.clock;
