package org.microgptrom.board.catalog;

/**
 * A pin of a board's FPGA.
 *
 * @param pin the package's name of it
 * @param net what the source of the pins calls it
 * @param io what the constraint file says of it beside its place, in the tool's words; empty for
 *     nothing
 * @param inverted whether the signal is 1 when the pin is 0, as LEDs have it
 */
public record Pin(Signal signal, String pin, String net, String io, boolean inverted) {
  /** Checks that only LEDs are inverted. */
  public Pin {
    boolean led = signal == Signal.PASSED || signal == Signal.FAILED || signal == Signal.BUSY;
    if (pin.isEmpty() || (inverted && !led)) {
      throw new IllegalArgumentException("a pin is expected, inverted only where a LED is: " + pin);
    }
  }

  /** The port of the top module. */
  public String port() {
    return signal.port();
  }
}
