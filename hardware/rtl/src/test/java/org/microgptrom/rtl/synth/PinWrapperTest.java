package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

class PinWrapperTest {
  private static final Elaboration.Port CLOCK = new Elaboration.Port("clk_i", true, 1);
  private static final Elaboration.Port IN = new Elaboration.Port("a_i", true, 3);
  private static final Elaboration.Port FLAG = new Elaboration.Port("flag_i", true, 1);
  private static final Elaboration.Port OUT = new Elaboration.Port("b_o", false, 5);

  /** All 16 inputs go in bit by bit; the outputs 3 * a + flag come out the same way. */
  @Test
  void valuesPassThroughTheShiftRegisters(@TempDir Path folder) throws Exception {
    PinWrapper wrapper = new PinWrapper("core3", List.of(CLOCK, IN, FLAG, OUT));
    assertEquals(9, wrapper.flipFlops());
    Files.writeString(folder.resolve("pins.sv"), wrapper.source());
    Files.writeString(
        folder.resolve("bench.sv"),
        """
        module core3(input clk_i, input [2:0] a_i, input flag_i, output reg [5:1] b_o);
          always @(posedge clk_i) b_o <= 5'd3 * a_i + flag_i;
        endmodule
        module bench;
          logic clock = 0, load = 0, serial_in = 0, serial_out;
          microgpt_pins pins(.clock(clock), .load(load), .serial_in(serial_in), .serial_out(serial_out));
          logic [4:0] got;
          initial for (int n = 0; n < 16; n++) begin
            for (int i = 3; i >= 0; i--) begin  // flag is the highest bit
              serial_in = n[i];
              #1 clock = 1; #1 clock = 0;
            end
            #1 clock = 1; #1 clock = 0;
            load = 1;
            #1 clock = 1; #1 clock = 0;
            load = 0;
            for (int i = 4; i >= 0; i--) begin
              got[i] = serial_out;
              #1 clock = 1; #1 clock = 0;
            end
            if (got !== 5'(n[2:0] * 3 + n[3])) $display("%0d gave %0d", n, got);
            if (n == 15) $display("done");
          end
        endmodule
        """);
    ExternalTool.named("iverilog").runOk(folder, "-g2012", "-o", "sim", "pins.sv", "bench.sv");
    assertEquals("done\n", ExternalTool.named("vvp").runOk(folder, "-n", "sim"));
  }

  @Test
  void aCoreWithoutClockOrPortsIsRefused() {
    assertThrows(InputException.class, () -> new PinWrapper("c", List.of(IN, OUT)));
    assertThrows(InputException.class, () -> new PinWrapper("c", List.of(CLOCK, OUT)));
    assertThrows(InputException.class, () -> new PinWrapper("c", List.of(CLOCK, IN)));
    assertThrows(
        InputException.class,
        () -> new PinWrapper("c", List.of(new Elaboration.Port("clk_i", true, 2), IN, OUT)));
  }
}
