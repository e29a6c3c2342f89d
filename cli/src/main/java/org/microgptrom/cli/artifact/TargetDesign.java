package org.microgptrom.cli.artifact;

import java.util.Locale;

/** The hardware design that ROM files are made for. */
public enum TargetDesign {
  /** Any design: the formats of a bundle, with the circuit of microgpt-rom. */
  GENERIC,

  /** The TALOS-V2 board, which has a circuit, a number format and files of its own. */
  TALOS_V2;

  /** The name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
