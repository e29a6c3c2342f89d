package org.microgptrom.simulate;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulators;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.simulate.tool.Workspace;

/**
 * The clock cycles that a bundle's circuit takes from one drawn token of a stream to the next, with
 * all streams at work. They grow with the position, as attention looks back on more of them.
 *
 * @param streams number of streams, each of which draws one token in that time
 * @param simulator the program that counted
 * @param first cycles at position 0
 * @param total cycles of all positions of the context
 * @param positions number of positions of the context
 * @param last cycles at the last position of the context
 */
public record TokenCycles(
    int streams, String simulator, long first, long total, int positions, long last) {
  /** The scale of temperature 1. */
  private static final int SCALE = 5909;

  /**
   * The number of multiplications up to which Icarus Verilog is done before Verilator has compiled.
   */
  private static final long SMALL = 1_000_000;

  /**
   * Simulates in each stream one sequence over the whole context, and a draw at its first and last
   * position.
   *
   * @return the counted cycles; empty if no simulator is installed
   * @throws InputException if the circuit computes anything else than the golden simulator
   */
  public static Optional<TokenCycles> measure(Bundle bundle, QuantizedModel model)
      throws IOException {
    Optional<Target> target = simulator(model.config());
    return target.isEmpty() ? Optional.empty() : Optional.of(measure(bundle, model, target.get()));
  }

  private static TokenCycles measure(Bundle bundle, QuantizedModel model, Target target)
      throws IOException {
    ModelConfig config = model.config();
    List<Integer> all = Collections.nCopies(config.context(), config.bos());
    int streams = bundle.manifest().streams();
    List<Sequence> sequences =
        Stream.of(
                Sequence.forced(all),
                new Sequence(SCALE, 1, 1, 1, false, all.subList(0, 1)),
                new Sequence(SCALE, 1, 1, 1, false, all))
            .flatMap(sequence -> Collections.nCopies(streams, sequence).stream())
            .toList();
    try (Workspace workspace = Workspace.of(bundle)) {
      CircuitSimulation simulation =
          new CircuitSimulation(
              target,
              Simulators.of(target, WeightBus.NONE),
              workspace,
              streams,
              Expectations.of(model, sequences));
      simulation.run(Optional.empty());
      CircuitRun run = simulation.report();
      if (run.mismatches() > 0 || run.cycles().size() != config.context()) {
        throw new InputException(
            target.label(),
            "the circuit does not compute what the golden simulator computes",
            "'microgpt-rom verify --rtl " + target.label() + "' says where");
      }
      return of(streams, run);
    }
  }

  private static TokenCycles of(int streams, CircuitRun run) {
    List<CircuitRun.Cycles> positions = run.cycles();
    CircuitRun.Cycles end = positions.get(positions.size() - 1);
    long draw = most(end.drawn()) - most(end.prompt());
    long total = positions.stream().mapToLong(cycles -> most(cycles.prompt()) + draw).sum();
    return new TokenCycles(
        streams,
        run.tools().get(0),
        most(positions.get(0).drawn()),
        total,
        positions.size(),
        most(end.drawn()));
  }

  /** Of a position at which such a token was simulated. */
  private static long most(CircuitRun.@Nullable Range cycles) {
    return Objects.requireNonNull(cycles).max();
  }

  private static Optional<Target> simulator(ModelConfig config) {
    boolean icarus = HdlTool.find("iverilog").isPresent() && HdlTool.find("vvp").isPresent();
    boolean verilator =
        HdlTool.find("verilator").isPresent()
            && HdlTool.find("g++").isPresent()
            && HdlTool.find("make").isPresent();
    boolean small = 2L * config.context() * config.parameterCount() < SMALL;
    if (icarus && (small || !verilator)) {
      return Optional.of(Target.ICARUS);
    }
    return verilator ? Optional.of(Target.VERILATOR) : Optional.empty();
  }
}
