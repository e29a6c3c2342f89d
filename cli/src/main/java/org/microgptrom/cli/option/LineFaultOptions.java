package org.microgptrom.cli.option;

import org.microgptrom.board.simulated.LineFaults;
import picocli.CommandLine.Option;

/** What a simulated serial line does to what it carries. */
public final class LineFaultOptions {
  @Option(
      names = "--noise",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With --simulate: of a million bits on the line N arrive as the other value"
              + " (default: ${DEFAULT-VALUE}).")
  @Range(from = "0", to = "1000000")
  private double noise;

  @Option(
      names = "--loss",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With --simulate: of a million bytes on the line N do not arrive (default:"
              + " ${DEFAULT-VALUE}).")
  @Range(from = "0", to = "1000000")
  private double loss;

  /** The faults; the seed decides which bits and bytes. */
  public LineFaults faults(int seed) {
    return new LineFaults(noise, loss, seed);
  }
}
