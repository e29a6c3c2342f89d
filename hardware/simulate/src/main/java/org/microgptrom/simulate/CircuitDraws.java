package org.microgptrom.simulate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Simulators;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.simulate.tool.Workspace;

/** Has a bundle's circuit draw tokens, all of which must be those of the golden simulator. */
public final class CircuitDraws {
  private final Bundle bundle;
  private final QuantizedModel model;
  private final Target target;
  private final Simulator simulator;

  private CircuitDraws(Bundle bundle, QuantizedModel model, Target target, Simulator simulator) {
    this.bundle = bundle;
    this.model = model;
    this.target = target;
    this.simulator = simulator;
  }

  /**
   * The circuit of a bundle, which stays open, in a simulator.
   *
   * @param model of the bundle
   * @throws InputException if a tool of the target is not installed
   */
  public static CircuitDraws of(Bundle bundle, QuantizedModel model, Target target) {
    return new CircuitDraws(bundle, model, target, Simulators.of(target, WeightBus.NONE));
  }

  /**
   * What a circuit drew.
   *
   * @param run what was simulated and compared
   * @param drawn by each sequence
   */
  public record Drawn(CircuitRun run, List<Generation> drawn) {
    /** Copies the list. */
    public Drawn {
      drawn = List.copyOf(drawn);
    }
  }

  /**
   * Draws sequences, one after the other or, where the bundle has several streams, side by side.
   *
   * @param sequences each of which draws
   * @throws InputException if a logit, token, generator state or end differs, or the circuit does
   *     not come to its end
   */
  public Drawn run(List<Sequence> sequences) {
    Expectations expected = Expectations.of(model, sequences);
    try (Workspace workspace = Workspace.of(bundle)) {
      CircuitSimulation simulation =
          new CircuitSimulation(
              target, simulator, workspace, bundle.manifest().streams(), expected);
      simulation.run(Optional.empty());
      for (Check check : simulation.checks()) {
        if (check.difference() != null) {
          throw new InputException(
              bundle.path(),
              "its circuit differs from the golden simulator: " + check.difference().message(),
              "see where: microgpt-rom verify " + bundle.path() + " --rtl " + target.label());
        }
      }
      List<Generation> drawn =
          IntStream.range(0, expected.size()).mapToObj(i -> expected.get(i).generation()).toList();
      return new Drawn(simulation.report(), drawn);
    } catch (IOException e) {
      throw new InputException(bundle.path(), "cannot be simulated: " + e.getMessage(), "", e);
    }
  }
}
