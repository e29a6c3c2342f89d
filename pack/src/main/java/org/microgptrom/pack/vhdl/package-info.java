/** Writes ROMs as VHDL sources. */
package org.microgptrom.pack.vhdl;
