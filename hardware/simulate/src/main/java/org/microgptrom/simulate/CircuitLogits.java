package org.microgptrom.simulate;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.fixed.FastSimulator;
import org.microgptrom.model.io.InputException;
import org.microgptrom.simulate.result.LogitReader;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Simulators;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.simulate.tool.Workspace;

/**
 * Computes logits by a bundle's circuit, which reads its ROM files itself. Nothing is compared
 * here: {@link CircuitSimulation} does that.
 */
public final class CircuitLogits {
  private final Bundle bundle;
  private final Target target;
  private final Simulator simulator;

  CircuitLogits(Bundle bundle, Target target, Simulator simulator) {
    this.bundle = bundle;
    this.target = target;
    this.simulator = simulator;
  }

  /**
   * The circuit of a bundle, which stays open, in a simulator.
   *
   * @throws InputException if a tool of the target is not installed
   */
  public static CircuitLogits of(Bundle bundle, Target target) {
    return new CircuitLogits(bundle, target, Simulators.of(target, WeightBus.NONE));
  }

  /**
   * Runs each sequence from position 0 on.
   *
   * @param sequences to run, each of 1..context tokens, 0..V-1
   * @param visitor takes the logits; called by one thread
   * @throws InputException if the bundle can't be read, or its circuit does not finish
   */
  public void run(List<int[]> sequences, FastSimulator.Visitor visitor) {
    try (Workspace workspace = Workspace.of(bundle)) {
      int streams = bundle.manifest().streams();
      int vocabulary = bundle.manifest().config().vocabSize();
      List<LogitReader> readers =
          IntStream.range(0, streams)
              .mapToObj(s -> new LogitReader(sequences, s, streams, vocabulary, visitor))
              .toList();
      Simulator.Build build = simulator.build(workspace, false);
      Optional<String> fault =
          new BenchRun(build, workspace.folder(), "stimulus.txt", "result.txt")
              .simulate(sequences.stream().map(CircuitLogits::forced).toList(), readers, List.of())
              .fault();
      if (fault.isPresent()) {
        throw new IllegalArgumentException(fault.get());
      }
    } catch (IOException e) {
      throw new InputException(bundle.path(), "cannot be simulated: " + e.getMessage(), "", e);
    } catch (IllegalArgumentException | Simulator.BuildException e) {
      throw fault(e);
    }
  }

  private static Sequence forced(int[] tokens) {
    return Sequence.forced(Arrays.stream(tokens).boxed().toList());
  }

  private InputException fault(Exception cause) {
    return new InputException(
        bundle.path(),
        "its circuit does not work in " + target.label() + ": " + cause.getMessage(),
        "see where: microgpt-rom verify " + bundle.path() + " --rtl " + target.label(),
        cause);
  }
}
