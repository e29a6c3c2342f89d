package org.microgptrom.verify.rtl;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which simulations of the circuit are wanted.
 *
 * @param required targets whose tools must be installed
 * @param optional targets that are left out, with a note, where a tool is missing
 * @param tokens about how many tokens are compared in each; 0 for each target's own default
 * @param waveFolder where the waveform of a divergence is left
 */
public record RtlOptions(
    List<Target> required, List<Target> optional, long tokens, Path waveFolder) {
  /** The name of a waveform in {@link #waveFolder}. */
  public static final String WAVE_FILE = "microgpt-rom-divergence.vcd";

  /** No simulation. */
  public static final RtlOptions NONE = new RtlOptions(List.of(), List.of(), 0, Path.of("."));

  /** Copies the lists. */
  public RtlOptions {
    required = required.stream().distinct().sorted().toList();
    optional = optional.stream().distinct().sorted().toList();
    if (tokens < 0) {
      throw new IllegalArgumentException("the number of tokens must be 0 or more, not " + tokens);
    }
  }

  /** Tokens to compare in this target. */
  long tokens(Target target) {
    return tokens == 0 ? target.defaultTokens() : tokens;
  }

  /** Required and optional targets in their order. */
  List<Target> targets() {
    return Stream.concat(required.stream(), optional.stream()).distinct().sorted().toList();
  }
}
