/**
 * From token sequences to the weights of a MicroGPT and the {@code checkpoint/} folder: the second
 * stage of the flow, and the only one that knows the training engine (DJL with PyTorch).
 */
package org.microgptrom.train;
