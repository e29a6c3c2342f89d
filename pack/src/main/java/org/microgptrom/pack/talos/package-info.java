/** Writes the ROM folder of a TALOS-V2 board. */
package org.microgptrom.pack.talos;
