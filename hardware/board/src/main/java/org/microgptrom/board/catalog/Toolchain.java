package org.microgptrom.board.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.microgptrom.rtl.synth.Family;

/** The programs that make a bitstream. */
public enum Toolchain {
  /** Yosys, nextpnr-ice40 and icepack. */
  @JsonProperty("ice40")
  ICE40("Yosys, nextpnr-ice40", Optional.of(Family.ICE40)),
  /** Yosys, nextpnr-ecp5 and ecppack. */
  @JsonProperty("ecp5")
  ECP5("Yosys, nextpnr-ecp5", Optional.of(Family.ECP5)),
  /** Gowin's EDA. */
  @JsonProperty("gowin")
  GOWIN("Gowin EDA", Optional.empty()),
  /** Intel's Quartus Prime. */
  @JsonProperty("quartus")
  QUARTUS("Quartus Prime", Optional.empty()),
  /** AMD's Vivado. */
  @JsonProperty("vivado")
  VIVADO("Vivado", Optional.empty());

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // an enum
  private final Optional<Family> family;

  Toolchain(String label, Optional<Family> family) {
    this.label = label;
    this.family = family;
  }

  /** The name for users. */
  public String label() {
    return label;
  }

  /** What the open tools know of the FPGAs; empty where a vendor's tool is needed. */
  public Optional<Family> family() {
    return family;
  }
}
