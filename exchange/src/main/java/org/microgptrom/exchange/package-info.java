/**
 * Checkpoints from and to the files of other tools: safetensors, NumPy, JSON, and the ROM folder of
 * a TALOS-V2 board.
 */
package org.microgptrom.exchange;
