/** Reads the {@code .mif} files of a bundle, Intel's memory initialisation. */
package org.microgptrom.bundle.mif;
