/** Writes ROMs as Verilog and SystemVerilog sources. */
package org.microgptrom.pack.verilog;
