/**
 * The parts that the writers of memory-initialisation files have in common; each syntax has its own
 * package.
 */
package org.microgptrom.pack.memory;
