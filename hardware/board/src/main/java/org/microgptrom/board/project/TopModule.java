package org.microgptrom.board.project;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.Pin;
import org.microgptrom.board.catalog.Signal;
import org.microgptrom.board.clock.Clock;

/** The top module of a board: its pins, the clock, the reset, and {@code microgpt_board}. */
final class TopModule {
  /** The name of the module. */
  static final String NAME = "microgpt_top";

  /** The path of the file in a project. */
  static final String PATH = "rtl/" + NAME + ".sv";

  private TopModule() {}

  /** The module as SystemVerilog. */
  static String source(Board board, Clock clock) {
    List<String> ports = new ArrayList<>();
    for (Pin pin : board.pins()) {
      ports.add(
          "  " + (pin.signal().isInput() ? "input wire logic " : "output logic ") + pin.port());
    }
    List<String> lines = new ArrayList<>();
    lines.add("// Generated: the circuit on " + board.model().title() + ", " + board.name() + ".");
    lines.add("`default_nettype none");
    lines.add("");
    lines.add("module " + NAME + " (");
    lines.add(String.join(",\n", ports));
    lines.add(");");
    lines.add(
        "  // The circuit's clock, "
            + clock.mhz()
            + " MHz of the board's "
            + board.model().inputMhz()
            + " MHz.");
    lines.add("  logic clk, locked;");
    clock.source().lines().forEach(line -> lines.add("  " + line));
    lines.add("");
    lines.addAll(RESET);
    lines.add("");
    lines.add("  logic passed, failed, busy;");
    lines.add("  microgpt_board u_board (");
    lines.add("    .clk_i(clk), .rst_ni(rst_nq), .rx_i, .tx_o,");
    lines.add("    .passed_o(passed), .failed_o(failed), .busy_o(busy)");
    lines.add("  );");
    for (Pin pin : board.pins()) {
      String value = value(pin.signal());
      if (!value.isEmpty()) {
        lines.add("  assign " + pin.port() + " = " + (pin.inverted() ? "!" : "") + value + ";");
      }
    }
    List<String> dark =
        List.of(Signal.PASSED, Signal.FAILED, Signal.BUSY).stream()
            .filter(signal -> board.pin(signal).isEmpty())
            .map(TopModule::value)
            .toList();
    if (!dark.isEmpty()) {
      lines.add("  logic unused; // the board has no LED for them");
      lines.add("  assign unused = &{1'b0, " + String.join(", ", dark) + "};");
    }
    lines.add("endmodule");
    lines.add("`default_nettype wire");
    return String.join("\n", lines) + "\n";
  }

  private static final List<String> RESET =
      List.of(
          "  // Reset until the PLL has locked, and 16 cycles more.",
          "  logic [1:0] locked_q = '0;",
          "  logic [3:0] count_q = '0;",
          "  logic rst_nq = 1'b0;",
          "  always_ff @(posedge clk) begin",
          "    locked_q <= {locked_q[0], locked};",
          "    if (!locked_q[1]) count_q <= '0;",
          "    else if (count_q != '1) count_q <= count_q + 4'd1;",
          "    rst_nq <= count_q == '1;",
          "  end");

  /** What drives an output that is not the serial line's; empty for all others. */
  private static String value(Signal signal) {
    return switch (signal) {
      case PASSED -> "passed";
      case FAILED -> "failed";
      case BUSY -> "busy";
      case LOW -> "1'b0";
      case HIGH -> "1'b1";
      case CLOCK, RX, TX -> "";
    };
  }
}
