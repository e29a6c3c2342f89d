/**
 * The fixed-point model, word for word as {@code docs/arithmetic.md} defines it: formats, tables,
 * quantized weights, the golden simulator and the sampler. It computes with integers only and
 * stands between quantization and the ROM images.
 */
package org.microgptrom.model.fixed;
