/** Reads the ROMs that are Verilog and SystemVerilog sources. */
package org.microgptrom.bundle.verilog;
