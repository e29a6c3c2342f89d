/** Makes golden vectors, which try a circuit in all rows of its matrices. */
package org.microgptrom.pack.vectors;
