/** Reads the {@code .mem} files of a bundle, which Verilog's {@code $readmemb} takes. */
package org.microgptrom.bundle.readmemb;
