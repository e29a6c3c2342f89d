/** Writes NumPy arrays. */
package org.microgptrom.pack.npy;
