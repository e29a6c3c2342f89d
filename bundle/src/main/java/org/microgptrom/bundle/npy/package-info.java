/** Reads NumPy arrays. */
package org.microgptrom.bundle.npy;
