/**
 * The model's loss and gradients in plain Java with the Vector API, for shapes so small that the
 * calls of a general engine cost more than the arithmetic. This package knows nothing of optimizers
 * or files, and needs the module {@code jdk.incubator.vector} at run time.
 *
 * <p>Every value that belongs to a token is kept for many tokens at once: arrays have the shape
 * (blocks, features, lanes), where the lanes of a block are tokens at the same position of
 * different sequences, as many as a vector register holds. All arithmetic is then between whole
 * registers.
 */
package org.microgptrom.train.vector.kernel;
