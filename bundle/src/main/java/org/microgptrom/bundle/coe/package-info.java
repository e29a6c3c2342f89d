/** Reads the {@code .coe} files of a bundle, Xilinx's coefficients. */
package org.microgptrom.bundle.coe;
