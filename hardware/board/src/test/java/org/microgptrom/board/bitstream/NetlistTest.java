package org.microgptrom.board.bitstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.io.InputException;

class NetlistTest {
  private static int number(String digits) {
    return new Netlist.Cell("u_lut", "SB_LUT4", Map.of("LUT_INIT", digits), Map.of())
        .number("LUT_INIT");
  }

  @Test
  void aParameterThatIsNoNumberIsAFaultOfTheFile() {
    assertEquals(0b1011, number("1011"));
    assertEquals(0, number(""));
    int cases = 0;
    for (String digits : new String[] {"x", "2", "10x1", "1".repeat(40)}) {
      String error = assertThrows(InputException.class, () -> number(digits)).getMessage();
      assertTrue(error.contains("cell u_lut: LUT_INIT is \"" + digits), error);
      cases++;
    }
    assertEquals(4, cases);
  }
}
