/** Reads the {@code .mif} files of a bundle, which are Intel's memory initialisation files. */
package org.microgptrom.bundle.mif;
