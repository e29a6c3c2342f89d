/** Writes Verilog's {@code $readmemb}. */
package org.microgptrom.pack.readmemb;
