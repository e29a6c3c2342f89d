package org.microgptrom.rtl;

/**
 * One step of the circuit's program: one pass of the multipliers over a matrix or the cache.
 *
 * @param kind what is done
 * @param layer of the model, from 0; 0 for {@link Kind#HEAD}
 * @param width of the matrix's codes, as a place in {@link org.microgptrom.model.code.Code#WIDTHS};
 *     0 if no matrix is read
 * @param table of the matrix's codes, among those of the width; 0 if there is none
 * @param shift by which sums are shifted to the right, negative to the left, one of the settings;
 *     unused, 0, where the circuit computes it
 * @param tiles number of tiles of R rows, at least 1
 * @param groups number of groups of C columns in a row, at least 1
 * @param lastGroups number of groups of C rows in the last tile, 1..R/C
 * @param base address of the first word in the ROM of that width; 0 if none is read
 */
record Instruction(
    Kind kind,
    int layer,
    int width,
    int table,
    int shift,
    int tiles,
    int groups,
    int lastGroups,
    int base) {
  /** What an instruction does; the circuit knows each kind by its code. */
  enum Kind {
    /** q = Wq n. */
    QUERY(0),
    /** k = Wk n, into the cache. */
    KEY(1),
    /** v = Wv n, into the cache. */
    VALUE(2),
    /** The scores and softmax weights of all heads. */
    SCORE(3),
    /** a, the weighted means of the values. */
    MIX(4),
    /** x += Wo a. */
    PROJECT(5),
    /** h = relu(W1 n). */
    EXPAND(6),
    /** x += W2 h. */
    CONTRACT(7),
    /** The logits, lm_head x. */
    HEAD(8);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    /** Its name in the package of parameters. */
    String constant() {
      return "Kind" + PackageText.camelCase(name());
    }
  }
}
