package org.microgptrom.cli.artifact;

import java.util.Locale;

/** The design that ROM files are for. */
public enum TargetDesign {
  /** Any: the formats of a bundle, with a circuit of ours. */
  GENERIC,

  /** The TALOS-V2 board, with a circuit, a number format and files of its own. */
  TALOS_V2;

  /** The name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
