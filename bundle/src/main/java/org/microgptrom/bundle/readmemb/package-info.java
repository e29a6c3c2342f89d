/** Reads the {@code .mem} files of Verilog's {@code $readmemb}. */
package org.microgptrom.bundle.readmemb;
