/** Reads NumPy arrays. */
package org.microgptrom.verify.npy;
