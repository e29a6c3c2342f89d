/** Writes memory files for Verilog's {@code $readmemb}. */
package org.microgptrom.pack.readmemb;
