/** Reads the {@code .mem} files of a bundle, which Verilog's {@code $readmemh} takes. */
package org.microgptrom.bundle.readmemh;
