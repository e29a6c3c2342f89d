/** The engine DJL with PyTorch, for every shape and every recipe. */
package org.microgptrom.train.torch;
