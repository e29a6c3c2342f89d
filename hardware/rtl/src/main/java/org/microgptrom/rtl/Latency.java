package org.microgptrom.rtl;

/**
 * Clock cycles from one event in the circuit to another, each as many as there are registers
 * between them. The package of parameters states them, and the schedule adds them up. With one
 * column no products of a group have to be added, which saves a register, and the sampler saves
 * logic.
 */
enum Latency {
  /** From the last word of a tile to the tile's first group of results. */
  ISSUE_TO_RESULT(7, 6),
  /** From the begin of a step to the first q and k of a precomputed first layer. */
  BEGIN_TO_FIRST_LAYER(3),
  /** From the begin of a step to the first group of the embedding. */
  BEGIN_TO_EMBEDDING(3),
  /** From a group of x to the sum of squares up to it. */
  GROUP_TO_SQUARES(3),
  /** From a sum to its reciprocal or reciprocal root. */
  SUM_TO_SCALAR(5),
  /** From a reciprocal root to the first group of the norm. */
  ROOT_TO_SCALED(4),
  /** From a group of the first norm to the group of x: its format, then x itself. */
  SCALED_TO_X(3),
  /** From a result that is added to x to the group of x. */
  RESULT_TO_X(1),
  /** From a result that is scaled to what becomes of it. */
  RESULT_TO_SCALED(3),
  /** From a vector's last group to its first group of softmax weights. */
  LAST_TO_SOFTMAX(5),
  /** From the last softmax weights to the token, if the first group that is searched has it. */
  SOFTMAX_TO_TOKEN(5, 7);

  private final int cycles;
  private final int ofOneColumn;

  Latency(int cycles) {
    this(cycles, cycles);
  }

  Latency(int cycles, int ofOneColumn) {
    this.cycles = cycles;
    this.ofOneColumn = ofOneColumn;
  }

  /** The cycles with C columns. */
  int cycles(int columns) {
    return columns == 1 ? ofOneColumn : cycles;
  }

  /** From the last group of x to the first group of its norm. */
  static int groupToNorm(int columns) {
    return GROUP_TO_SQUARES.cycles(columns)
        + SUM_TO_SCALAR.cycles(columns)
        + ROOT_TO_SCALED.cycles(columns);
  }

  /** Its name in the package of parameters. */
  String constant() {
    return PackageText.camelCase(name());
  }
}
