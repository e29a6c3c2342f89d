/** The engine DJL with PyTorch: every shape, every recipe. */
package org.microgptrom.train.torch;
