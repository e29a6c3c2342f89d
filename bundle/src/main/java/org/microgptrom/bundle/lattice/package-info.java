/** Reads Lattice memory files. */
package org.microgptrom.bundle.lattice;
