/** Writes Lattice memory files. */
package org.microgptrom.pack.lattice;
