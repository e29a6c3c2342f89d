/** What place and route made of a board's circuit, as Verilog that a simulator takes. */
package org.microgptrom.board.routed;
