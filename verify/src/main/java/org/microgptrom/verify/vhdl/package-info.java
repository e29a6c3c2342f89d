/** Reads the ROMs that are VHDL sources. */
package org.microgptrom.verify.vhdl;
