package org.microgptrom.board.project;

import java.util.HexFormat;
import org.microgptrom.board.clock.Clock;
import org.microgptrom.model.fixed.Temperature;

/** The package {@code microgpt_board_params}: what the serial line needs to know of the board. */
final class BoardParameters {
  /** The path of the file in a project. */
  static final String PATH = "rtl/microgpt_board_params.sv";

  /** The path of the file with the tokens' texts. */
  static final String TEXTS = "rom/tokens.mem";

  private BoardParameters() {}

  /**
   * The package.
   *
   * @param manifestSha256 digest of the bundle's manifest, in hexadecimal digits
   */
  static String source(Clock clock, SerialRate rate, String manifestSha256, TokenTexts texts) {
    return String.join(
        "\n",
        "// Generated: what microgpt_board needs to know of the board and of the model's tokens.",
        "package microgpt_board_params;",
        "  // Of the circuit, after the PLL.",
        "  localparam logic [31:0] ClockHz = 32'd" + clock.hertz() + ";",
        "  localparam logic [31:0] Baud = 32'd" + rate.baud() + ";",
        "  // Cycles for one bit of the serial line.",
        "  localparam int Divider = " + rate.divider() + ";",
        "  // SHA-256 of the bundle's manifest.json, the first byte in the lowest bits.",
        "  localparam logic [255:0] Digest = 256'h" + reversed(manifestSha256) + ";",
        "  // UTF-8 texts of the tokens, first byte lowest.",
        "  localparam int TextBytes = " + texts.longest() + ";",
        "  localparam TextFile = \"" + TEXTS + "\";",
        "  // The temperature's scale of texts that the board prints by itself: temperature 1.",
        "  localparam logic [15:0] TextScale = 16'd" + Temperature.scale(1) + ";",
        "endpackage",
        "");
  }

  private static String reversed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte other = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = bytes[i];
      bytes[i] = other;
    }
    return HexFormat.of().formatHex(bytes);
  }
}
