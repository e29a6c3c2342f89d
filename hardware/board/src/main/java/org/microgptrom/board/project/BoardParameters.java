package org.microgptrom.board.project;

import org.microgptrom.model.fixed.Temperature;

/** The package {@code microgpt_board_params}: what {@code microgpt_board} needs to know. */
final class BoardParameters {
  /** The path of the file in a project. */
  static final String PATH = "rtl/microgpt_board_params.sv";

  private BoardParameters() {}

  /** The package. */
  static String source(SerialRate rate, BoardMemory memory) {
    return String.join(
        "\n",
        "// Generated: what microgpt_board needs to know of the board and of the model's tokens.",
        "package microgpt_board_params;",
        "  // Cycles for one bit of the serial line.",
        "  localparam int Divider = " + rate.divider() + ";",
        "  // The board's description and the texts of the tokens; 2^StrideBits bytes for a text.",
        "  localparam MemoryFile = \"" + BoardMemory.PATH + "\";",
        "  localparam int StrideBits = " + memory.strideBits() + ";",
        "  // The temperature's scale of texts that the board prints by itself: temperature 1.",
        "  localparam logic [15:0] TextScale = 16'd" + Temperature.scale(1) + ";",
        "endpackage",
        "");
  }
}
