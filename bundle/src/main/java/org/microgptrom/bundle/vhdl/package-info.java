/** Reads the ROMs that are VHDL sources. */
package org.microgptrom.bundle.vhdl;
