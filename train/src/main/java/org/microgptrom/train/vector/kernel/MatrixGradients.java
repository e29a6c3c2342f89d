package org.microgptrom.train.vector.kernel;

/** Takes what the gradients of matrices are summed from, while a chunk goes backwards. */
interface MatrixGradients {
  /**
   * Takes what {@link Kernels#addOuter} sums for the matrix at {@code offset}; the arrays are the
   * caller's again after the call.
   */
  void add(float[] dy, int rows, float[] x, int columns, int blocks, int offset);
}
