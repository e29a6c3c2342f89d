package org.microgptrom.rtl.plan;

/** How a model can be on a device, the best first. */
public enum Verdict {
  /** All ROMs in blocks that the bitstream initialises. */
  ROM("ROM"),
  /** Some weights in blocks that must be loaded after configuration. */
  BOOT_LOADED("boot-loaded"),
  /** The ROMs in LUTs, the rest in blocks. */
  LUTS("LUTs"),
  /** In none of these ways. */
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
