package org.microgptrom.simulate.tool;

import java.nio.file.Path;
import java.time.Duration;
import org.microgptrom.rtl.tools.HdlTool;

/** Makes the simulator of each target. */
public final class Simulators {
  /** The longest run of one tool; a circuit that hangs is ended before by the bench itself. */
  static final Duration LONGEST_RUN = Duration.ofHours(12);

  private static final VerilatorOptions GATES = new VerilatorOptions("-O0", "-O0");

  private Simulators() {}

  /**
   * The simulator of a target.
   *
   * @param bus the memory from which the weights come
   * @throws org.microgptrom.model.io.InputException naming a tool that is not installed
   */
  public static Simulator of(Target target, WeightBus bus) {
    return switch (target) {
      case ICARUS -> new Sources(new Icarus(), bus);
      case VERILATOR -> new Sources(verilator(VerilatorOptions.SOURCES), bus);
      case YOSYS_NETLIST ->
          new Netlist(HdlTool.find("verilator").isPresent() ? verilator(GATES) : new Icarus());
    };
  }

  private static Verilator verilator(VerilatorOptions options) {
    Path home = Path.of(System.getProperty("user.home"));
    return new Verilator(options, ModelCache.of(System.getenv(), home));
  }
}
