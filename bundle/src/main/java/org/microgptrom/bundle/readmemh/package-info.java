/** Reads the {@code .mem} files of a bundle, Verilog's {@code $readmemh}. */
package org.microgptrom.bundle.readmemh;
