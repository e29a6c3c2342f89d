/** Reads the {@code .coe} files of a bundle, which are Xilinx's coefficient files. */
package org.microgptrom.bundle.coe;
