package org.microgptrom.model.fixed;

/** Attention of a layer over a cache, one query at a time. */
interface SoloAttention {
  /** Attention over one sequence in the fastest form that this Java machine has. */
  static SoloAttention of(boolean vectors, QuantizedModel model, int layer) {
    return vectors
        ? new VectorAttention(model, layer)
        : new CachedAttention(model, layer, model.config().context());
  }

  /** Sets key and value of a token, (embd) each, which do not change any more. */
  void put(int row, int[] key, int[] value);

  /**
   * Computes the attention output of all heads.
   *
   * @param q the query, (embd)
   * @param row of the sequence's first token in the cache
   * @param count the number of its tokens so far
   * @param a the output, (embd)
   * @return how many of its words were clamped
   */
  int attend(int[] q, int row, int count, int[] a);
}
