package org.microgptrom.cli.option;

import java.nio.file.Path;
import org.microgptrom.cli.artifact.TargetDesign;
import org.microgptrom.model.io.InputException;
import org.microgptrom.talos.TalosRom;
import picocli.CommandLine.Option;

/** The option that says which hardware design a command works for. */
public final class TargetOptions {
  @Option(
      names = "--target",
      paramLabel = "DESIGN",
      defaultValue = "generic",
      description =
          "generic: ROM bundles and their circuit. talos-v2: the ROM folder of a TALOS-V2 board and"
              + " its arithmetic (default: ${DEFAULT-VALUE}).")
  private TargetDesign target;

  /** The name of the design. */
  public String design() {
    return target.toString();
  }

  /** Whether the command works for a TALOS-V2 board. */
  public boolean isTalos() {
    return target == TargetDesign.TALOS_V2;
  }

  /**
   * Whether a command that reads {@code path} works for a TALOS-V2 board.
   *
   * @throws InputException if the path is a TALOS-V2 ROM folder and the option names another design
   */
  public boolean isTalos(Path path) {
    if (!isTalos() && TalosRom.isAt(path)) {
      throw new InputException(
          path, "is a ROM folder of a TALOS-V2 board", "pass --target " + TargetDesign.TALOS_V2);
    }
    return isTalos();
  }
}
