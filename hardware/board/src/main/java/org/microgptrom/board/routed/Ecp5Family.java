package org.microgptrom.board.routed;

import java.util.List;

/** What an ECP5 does that the netlist of nextpnr-ecp5 does not say. */
final class Ecp5Family implements Family {
  private static final int BLOCK_BITS = 2048 * 9;
  private static final String MUX = "MUX";

  @Override
  public String models() {
    return "ecp5_cells.sv";
  }

  @Override
  public int blockBits(String type) {
    return type.equals("DP16KD") ? BLOCK_BITS : 0;
  }

  @Override
  public String pad(String type) {
    return type.equals("TRELLIS_IO") ? "B" : "";
  }

  @Override
  public void complete(List<PlacedCell> cells) {
    for (PlacedCell cell : cells) {
      if (cell.type().equals("TRELLIS_FF")) {
        cell.connect("CE", "1'b1");
        cell.connect("LSR", "1'b0"); // a register without an enable or a reset
      }
      if (cell.type().equals("TRELLIS_COMB")) {
        cell.parameters().put("WIDE", cell.input("FXA").isEmpty() ? "0" : "1");
      }
      for (String port : cell.inputs().keySet()) {
        cell.connect(port, "1'b1"); // what is not driven is pulled up
        String choice = cell.parameter(port + MUX);
        if (choice.equals("0") || choice.equals("1")) {
          cell.inputs().put(port, "1'b" + choice);
        } else if (choice.equals("INV")) {
          cell.inputs().put(port, "!" + cell.input(port));
        }
      }
      cell.parameters().keySet().removeIf(name -> name.endsWith(MUX));
    }
  }
}
