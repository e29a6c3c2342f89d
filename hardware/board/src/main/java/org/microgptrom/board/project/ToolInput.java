package org.microgptrom.board.project;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.clock.Clock;

/**
 * What the files for a board's tools are made of.
 *
 * @param seed of the router
 * @param sources SystemVerilog files in compile order
 */
record ToolInput(Board board, Clock clock, int seed, List<String> sources) {
  /** The path of the file that runs the tools. */
  static final String SCRIPT = "build.sh";

  /** The folder that the tools write to, with a slash at the end. */
  static final String BUILD = "build/";

  /** The circuit's frequency in MHz, without zeros that say nothing. */
  String mhz() {
    return BigDecimal.valueOf(clock.mhz()).stripTrailingZeros().toPlainString();
  }

  /** The oscillator's frequency in MHz, without zeros that say nothing. */
  String inputMhz() {
    return BigDecimal.valueOf(board.model().inputMhz()).stripTrailingZeros().toPlainString();
  }

  /** The oscillator's period in ns. */
  String inputPeriodNs() {
    return String.format(Locale.ROOT, "%.3f", 1000 / board.model().inputMhz());
  }
}
