package org.microgptrom.board.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a pin of a board is for. */
public enum Signal {
  /** The oscillator. */
  @JsonProperty("clock")
  CLOCK("clk_i", true),
  /** The serial line that the FPGA receives. */
  @JsonProperty("rx")
  RX("rx_i", true),
  /** The serial line that the FPGA sends. */
  @JsonProperty("tx")
  TX("tx_o", false),
  /** A LED: the ROMs passed their self-test. */
  @JsonProperty("passed")
  PASSED("led_passed_o", false),
  /** A LED: the ROMs failed their self-test. */
  @JsonProperty("failed")
  FAILED("led_failed_o", false),
  /** A LED: a sequence runs. */
  @JsonProperty("busy")
  BUSY("led_busy_o", false),
  /** A pin that is held at 0, as something else hangs on it. */
  @JsonProperty("low")
  LOW("low_o", false),
  /** A pin that is held at 1, as something else hangs on it. */
  @JsonProperty("high")
  HIGH("high_o", false);

  private final String port;
  private final boolean input;

  Signal(String port, boolean input) {
    this.port = port;
    this.input = input;
  }

  /** The port of the top module. */
  public String port() {
    return port;
  }

  /** Whether the port is an input. */
  public boolean isInput() {
    return input;
  }
}
