/**
 * The fourth stage: a fixed-point model becomes a ROM bundle of memory-initialisation files, golden
 * vectors and a manifest, the same bytes on every machine.
 */
package org.microgptrom.pack;
