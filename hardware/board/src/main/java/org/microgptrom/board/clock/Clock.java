package org.microgptrom.board.clock;

/**
 * The circuit's clock on a board.
 *
 * @param hertz its frequency, rounded
 * @param source SystemVerilog that drives {@code clk} and {@code locked} from {@code clk_i}
 */
public record Clock(long hertz, String source) {
  private static final double MEGA = 1e6;

  /** The frequency in MHz. */
  public double mhz() {
    return hertz / MEGA;
  }
}
