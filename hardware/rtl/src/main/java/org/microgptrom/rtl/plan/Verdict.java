package org.microgptrom.rtl.plan;

/** The ways in which a model can be on a device, the best first. */
public enum Verdict {
  /** All ROMs are in blocks that the bitstream initialises. */
  ROM("ROM"),
  /** Some weights are in blocks that must be loaded after configuration. */
  BOOT_LOADED("boot-loaded"),
  /** The ROMs are in LUTs, the other memories in blocks. */
  LUTS("LUTs"),
  /** The model does not fit. */
  NO("no");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
