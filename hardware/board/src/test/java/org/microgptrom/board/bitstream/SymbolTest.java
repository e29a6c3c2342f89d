package org.microgptrom.board.bitstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Lookup tables of known, stored and unknown bits, against all values that these may have. */
class SymbolTest {
  private static final int[] VALUES = {
    Symbol.ZERO,
    Symbol.ONE,
    Symbol.UNKNOWN,
    Symbol.stored(0),
    Symbol.not(Symbol.stored(0)),
    Symbol.stored(7)
  };

  @Test
  void allTablesOfThreeInputs() {
    int cases = 0;
    for (int table = 0; table < 256; table++) {
      for (int a : VALUES) {
        for (int b : VALUES) {
          for (int c : VALUES) {
            assertEquals(expected(table, a, b, c), Symbol.lookUp(table, a, b, c));
            cases++;
          }
        }
      }
    }
    assertEquals(256 * 216, cases);
  }

  /** The one symbol that has the table's output whatever is stored and unknown. */
  private static int expected(int table, int... inputs) {
    for (int symbol : VALUES) {
      if (symbol != Symbol.UNKNOWN && always(symbol, table, inputs)) {
        return symbol;
      }
    }
    return always(Symbol.not(Symbol.stored(7)), table, inputs)
        ? Symbol.not(Symbol.stored(7))
        : Symbol.UNKNOWN;
  }

  private static boolean always(int symbol, int table, int[] inputs) {
    for (int world = 0; world < 32; world++) {
      int index = 0;
      for (int i = 0; i < inputs.length; i++) {
        index |= value(inputs[i], world, i) << i;
      }
      if (value(symbol, world, 0) != ((table >> index) & 1)) {
        return false;
      }
    }
    return true;
  }

  /** A value in a world: bit 0 and 1 are the stored bits, the others the unknown inputs. */
  private static int value(int symbol, int world, int input) {
    if (symbol == Symbol.UNKNOWN) {
      return (world >> (2 + input)) & 1;
    }
    if (Symbol.isKnown(symbol)) {
      return symbol;
    }
    int stored = (world >> (Symbol.number(symbol) == 0 ? 0 : 1)) & 1;
    return Symbol.isInverted(symbol) ? 1 - stored : stored;
  }
}
