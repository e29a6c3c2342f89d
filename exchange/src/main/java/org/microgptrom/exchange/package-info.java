/** Converts checkpoints from and to the files of other tools: safetensors, NumPy and JSON. */
package org.microgptrom.exchange;
