package org.microgptrom.board.bitstream;

/**
 * The value of a wire while a ROM is traced, as a number: a known bit, one stored bit of the
 * netlist's block RAMs or its inverse, or anything else.
 */
final class Symbol {
  static final int ZERO = 0;
  static final int ONE = 1;

  /** A value that depends on more than the ROM's address and one stored bit. */
  static final int UNKNOWN = 2;

  private static final int FIRST_STORED = 4;
  private static final int MAX_INPUTS = 5;

  private Symbol() {}

  static int of(boolean bit) {
    return bit ? ONE : ZERO;
  }

  /** The stored bit with a number from 0 on. */
  static int stored(int number) {
    return FIRST_STORED + 2 * number;
  }

  static boolean isKnown(int symbol) {
    return symbol < UNKNOWN;
  }

  static boolean isStored(int symbol) {
    return symbol >= FIRST_STORED;
  }

  /** The number of a stored bit. */
  static int number(int symbol) {
    return (symbol - FIRST_STORED) / 2;
  }

  /** Whether the value is the inverse of the stored bit. */
  static boolean isInverted(int symbol) {
    return (symbol & 1) == 1;
  }

  static int not(int symbol) {
    return symbol == UNKNOWN ? UNKNOWN : symbol ^ 1;
  }

  /**
   * The output of a lookup table.
   *
   * @param table bit i is the output for the inputs whose bits make the number i, the first input
   *     the lowest bit
   * @param inputs 1 to 5
   */
  static int lookUp(int table, int... inputs) {
    int[] variables = new int[MAX_INPUTS]; // the symbol behind each, not inverted
    int count = 0;
    int[] variable = new int[inputs.length]; // of each input
    for (int i = 0; i < inputs.length; i++) {
      int symbol = inputs[i];
      if (!isKnown(symbol)) {
        int plain = symbol & ~1;
        int found = count;
        for (int v = 0; symbol != UNKNOWN && v < count; v++) {
          found = variables[v] == plain ? v : found;
        }
        variables[found] = plain;
        count = Math.max(count, found + 1);
        variable[i] = found;
      }
    }
    int outputs = 0; // for each assignment of the variables
    for (int assignment = 0; assignment < 1 << count; assignment++) {
      int index = 0;
      for (int i = 0; i < inputs.length; i++) {
        int bit = inputs[i] & 1; // of known ones the value, of others whether it is inverted
        index |= (isKnown(inputs[i]) ? bit : bit ^ ((assignment >> variable[i]) & 1)) << i;
      }
      outputs |= ((table >> index) & 1) << assignment;
    }
    return simplest(outputs, count, variables);
  }

  /** A constant or one variable that gives these outputs, if there is such a one. */
  private static int simplest(int outputs, int count, int[] variables) {
    int all = (int) ((1L << (1 << count)) - 1);
    if (outputs == 0 || outputs == all) {
      return of(outputs != 0);
    }
    for (int v = 0; v < count; v++) {
      int ones = 0; // the outputs that equal the variable
      for (int assignment = 0; assignment < 1 << count; assignment++) {
        ones |= ((assignment >> v) & 1) << assignment;
      }
      if (variables[v] != UNKNOWN && (outputs == ones || outputs == (all & ~ones))) {
        return outputs == ones ? variables[v] : not(variables[v]);
      }
    }
    return UNKNOWN;
  }
}
