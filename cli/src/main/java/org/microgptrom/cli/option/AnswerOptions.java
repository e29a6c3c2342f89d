package org.microgptrom.cli.option;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.simulate.tool.Target;
import picocli.CommandLine.Option;

/** The option that has a circuit answer. */
public final class AnswerOptions {
  /** Its name. */
  public static final String RTL = "--rtl";

  @Option(
      names = RTL,
      paramLabel = "SIMULATOR",
      completionCandidates = Candidates.Simulators.class,
      description =
          "Let the bundle's circuit answer, simulated in ${COMPLETION-CANDIDATES}: auto takes"
              + " Verilator or, where that is missing, Icarus. Each logit is compared with the golden"
              + " simulator's.")
  private @Nullable String simulator;

  /**
   * The simulator of the circuit that answers; empty if none was asked for.
   *
   * @throws InputException if it has no such name, or none is installed
   */
  public Optional<Target> simulator() {
    if (simulator == null) {
      return Optional.empty();
    }
    Optional<Target> chosen = SimulationOptions.chosen(simulator);
    if (chosen.isEmpty()) {
      throw new InputException(RTL, "no simulator is installed", "install Verilator or Icarus");
    }
    return chosen;
  }
}
