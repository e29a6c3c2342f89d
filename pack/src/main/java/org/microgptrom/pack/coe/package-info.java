/** Writes Xilinx (AMD) coefficient files. */
package org.microgptrom.pack.coe;
