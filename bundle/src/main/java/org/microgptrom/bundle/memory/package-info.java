/**
 * The parts that the readers of all memory-initialisation formats share; each format has its own
 * package.
 */
package org.microgptrom.bundle.memory;
