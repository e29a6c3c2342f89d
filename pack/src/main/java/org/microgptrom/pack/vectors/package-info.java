/** Golden vectors: what to ask the golden simulator so that a circuit is tried in all its rows. */
package org.microgptrom.pack.vectors;
