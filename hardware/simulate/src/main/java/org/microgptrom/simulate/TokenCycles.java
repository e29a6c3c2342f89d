package org.microgptrom.simulate;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
   * Simulates a draw at the first position in all streams at once, and then one at the last
   * position after a prompt that fills the context.
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
    int streams = bundle.manifest().streams();
    try (Workspace workspace = Workspace.of(bundle)) {
      CircuitRun begin = drawn(target, workspace, streams, model, 1);
      CircuitRun end = drawn(target, workspace, streams, model, config.context());
      List<CircuitRun.Cycles> steps = end.cycles();
      long last = range(steps.get(steps.size() - 1).drawn()).max();
      List<CircuitRun.Cycles> prompt = steps.subList(0, steps.size() - 1);
      if (prompt.isEmpty()) {
        return new TokenCycles(streams, end.tools().get(0), last, last, 1, last);
      }
      // The stream that is first at position 0 does not feel what the others do after that.
      long draw = range(begin.cycles().get(0).drawn()).min() - range(prompt.get(0).prompt()).min();
      long first = range(prompt.get(0).prompt()).max() + draw;
      long total =
          last + prompt.stream().mapToLong(step -> range(step.prompt()).max() + draw).sum();
      return new TokenCycles(streams, end.tools().get(0), first, total, config.context(), last);
    }
  }

  /** Draws one token in each stream after a prompt of so many tokens; all streams start at once. */
  private static CircuitRun drawn(
      Target target, Workspace workspace, int streams, QuantizedModel model, int tokens)
      throws IOException {
    List<Integer> prompt = Collections.nCopies(tokens, model.config().bos());
    Sequence sequence = new Sequence(SCALE, 1, 1, 1, false, prompt);
    CircuitSimulation simulation =
        new CircuitSimulation(
            target,
            Simulators.of(target, WeightBus.NONE),
            workspace,
            streams,
            Expectations.of(model, Collections.nCopies(streams, sequence)));
    simulation.run(Optional.empty());
    CircuitRun run = simulation.report();
    if (run.mismatches() > 0 || run.cycles().size() != tokens) {
      throw new InputException(
          target.label(),
          "the circuit does not compute what the golden simulator computes",
          "'microgpt-rom verify --rtl " + target.label() + "' says where");
    }
    return run;
  }

  /** Of a position at which such a token was simulated. */
  private static CircuitRun.Range range(CircuitRun.@Nullable Range cycles) {
    return Objects.requireNonNull(cycles);
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
