/** Writes memory files for Verilog's {@code $readmemh}. */
package org.microgptrom.pack.readmemh;
