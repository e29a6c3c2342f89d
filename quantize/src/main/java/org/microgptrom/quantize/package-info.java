/**
 * From a float checkpoint to 16-bit fixed point: measures activation ranges, chooses every format,
 * rounds the weights, and measures the loss of accuracy.
 */
package org.microgptrom.quantize;
