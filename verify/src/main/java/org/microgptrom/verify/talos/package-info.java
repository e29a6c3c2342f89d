/** Verifies the ROM folder of a TALOS-V2 board: its files, recorded steps, and its sampler. */
package org.microgptrom.verify.talos;
