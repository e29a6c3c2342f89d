package org.microgptrom.verify.rtl;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;

/**
 * The options of the simulations of the circuit.
 *
 * @param required targets whose tools must be installed
 * @param optional targets that are left out, with a note, where a tool is missing
 * @param tokens about how many tokens are compared in each target; 0 for each target's own default
 * @param bus the memory from which the weights come; with a bus, gates can't be simulated
 * @param waveFolder where the waveform of a divergence is left
 */
public record RtlOptions(
    List<Target> required, List<Target> optional, long tokens, WeightBus bus, Path waveFolder) {
  /** The name of a waveform in {@link #waveFolder}. */
  public static final String WAVE_FILE = "microgpt-rom-divergence.vcd";

  /** The options for no simulation. */
  public static final RtlOptions NONE =
      new RtlOptions(List.of(), List.of(), 0, WeightBus.NONE, Path.of("."));

  /** The options for the one target that has this label with this memory. */
  public static RtlOptions labelled(String label, WeightBus bus) {
    Target target =
        Arrays.stream(Target.values())
            .filter(each -> label(each, bus).equals(label))
            .findFirst()
            .orElseThrow();
    return new RtlOptions(List.of(target), List.of(), 0, bus, NONE.waveFolder);
  }

  /** What a target with a memory is called. */
  static String label(Target target, WeightBus bus) {
    return target.label() + bus.suffix();
  }

  /** Copies the lists. */
  public RtlOptions {
    required = required.stream().distinct().sorted().toList();
    optional = optional.stream().distinct().sorted().toList();
    if (tokens < 0) {
      throw new IllegalArgumentException("the number of tokens must be 0 or more, not " + tokens);
    }
    if (bus.bits() > 0 && required.contains(Target.YOSYS_NETLIST)) {
      throw new IllegalArgumentException(
          "a bus is simulated from the sources, not from gates: leave "
              + Target.YOSYS_NETLIST.label()
              + " out");
    }
    if (bus.bits() > 0) {
      optional = optional.stream().filter(target -> target != Target.YOSYS_NETLIST).toList();
    }
  }

  /** The number of tokens to compare in this target. */
  long tokens(Target target) {
    return tokens == 0 ? target.defaultTokens() : tokens;
  }

  /** The required and optional targets in their order. */
  List<Target> targets() {
    return Stream.concat(required.stream(), optional.stream()).distinct().sorted().toList();
  }
}
