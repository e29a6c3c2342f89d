/** Reads Lattice memory files. */
package org.microgptrom.verify.lattice;
