package org.microgptrom.board.routed;

import java.util.List;
import java.util.Set;
import org.microgptrom.model.io.InputException;

/** What an iCE40 does that the netlist of nextpnr-ice40 does not say. */
final class Ice40Family implements Family {
  private static final int BLOCK_BITS = 4096;

  /** The wire between the PLL and the buffers that hand its clock on, which have no net. */
  private static final String PLL_CLOCK = "pll_clock";

  /** Inputs that are on where nothing drives them; all others are 0. */
  private static final Set<String> ENABLES = Set.of("CEN", "CE", "RCLKE", "WCLKE");

  @Override
  public String models() {
    return "ice40_cells.sv";
  }

  @Override
  public int blockBits(String type) {
    return type.equals("ICESTORM_RAM") ? BLOCK_BITS : 0;
  }

  @Override
  public String pad(String type) {
    return type.equals("SB_IO") ? "PACKAGE_PIN" : "";
  }

  @Override
  public void complete(List<PlacedCell> cells) {
    long plls = 0;
    for (PlacedCell cell : cells) {
      switch (cell.type()) {
        case "ICESTORM_LC" -> carry(cell);
        case "ICESTORM_PLL" -> {
          plls++;
          pll(cell, cells);
        }
        case "SB_GB" -> cell.connect("USER_SIGNAL_TO_GLOBAL_BUFFER", PLL_CLOCK);
        default -> {}
      }
      for (String port : cell.inputs().keySet()) {
        cell.connect(port, ENABLES.contains(port) ? "1'b1" : "1'b0");
      }
    }
    if (plls > 1) {
      throw new InputException("the placement", "has more than one PLL", "use one of them");
    }
  }

  /**
   * Where a carry leaves its chain, the table takes it, and the router says it of the table only.
   */
  private static void carry(PlacedCell cell) {
    if (cell.parameter("CARRY_ENABLE").equals("1") && cell.parameter("CIN_CONST").equals("0")) {
      cell.connect("CIN", cell.input("I3"));
    }
  }

  /** The wires of a PLL's clocks, in and out, follow from its place. */
  private static void pll(PlacedCell pll, List<PlacedCell> cells) {
    pll.outputs().put("PLLOUT_A_GLOBAL", PLL_CLOCK);
    String pad = pll.attributes().getOrDefault("BEL_PAD_INPUT", "");
    cells.stream()
        .filter(cell -> !pad.isEmpty() && cell.place().equals(pad))
        .forEach(cell -> pll.connect("REFERENCECLK", cell.input(VerilogText.PAD_IN)));
  }
}
