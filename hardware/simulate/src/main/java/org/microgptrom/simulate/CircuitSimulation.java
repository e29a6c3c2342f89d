package org.microgptrom.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.result.CycleCounts;
import org.microgptrom.simulate.result.ResultComparison;
import org.microgptrom.simulate.result.Tally;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.Workspace;
import org.microgptrom.simulate.trace.TraceComparison;
import org.microgptrom.simulate.trace.TraceExpectation;

/** Simulates one circuit once, and its first divergent sequence once more with a closer look. */
public final class CircuitSimulation {
  private static final String STIMULUS = "stimulus.txt";
  private static final String RESULT = "result.txt";
  private static final String TRACE = "trace.txt";
  private static final String WAVE = "wave.vcd";

  private final Target target;
  private final Simulator simulator;
  private final Workspace workspace;
  private final int streams;
  private final Expectations sequences;
  private final Tally tally;
  private final CycleCounts cycles = new CycleCounts();
  private final List<ResultComparison> comparisons;
  private @Nullable String waveform;

  /**
   * A simulation of sequences, which run one after the other or, with several streams, side by side
   * and each from its own state of the generator.
   */
  public CircuitSimulation(
      Target target,
      Simulator simulator,
      Workspace workspace,
      int streams,
      Expectations sequences) {
    this.target = target;
    this.simulator = simulator;
    this.workspace = workspace;
    this.streams = streams;
    this.sequences = streams == 1 ? sequences : sequences.alone();
    this.tally = new Tally(target);
    this.comparisons = ResultComparison.ofStreams(this.sequences, streams, tally, cycles);
  }

  /**
   * Simulates the circuit and compares it with the golden simulator.
   *
   * @param wave where the waveform of the first divergence is left; empty for nowhere
   */
  public void run(Optional<Path> wave) throws IOException {
    try {
      Simulator.Build build = simulator.build(workspace, false);
      bench(build)
          .simulate(sequences.sequences(), comparisons, List.of())
          .fault()
          .ifPresent(fault -> tally.failed(Quantity.RESULT, fault));
      Optional<CircuitPlace> place = tally.firstPlace();
      if (place.isPresent()) {
        explain(place.get(), wave);
      }
    } catch (Simulator.BuildException e) {
      tally.failed(Quantity.RESULT, "the circuit can't be built: " + e.getMessage());
    }
  }

  private BenchRun bench(Simulator.Build build) {
    return new BenchRun(build, workspace.folder(), STIMULUS, RESULT);
  }

  /** Runs the diverging sequence again: alone or, where it agrees alone, after the one before. */
  private void explain(CircuitPlace place, Optional<Path> wave)
      throws IOException, Simulator.BuildException {
    Simulator.Build build = simulator.build(workspace, true);
    List<Sequence> all = sequences.sequences();
    Sequence wrong = all.get(place.sequence());
    List<List<Sequence>> attempts = new ArrayList<>(List.of(List.of(wrong.alone())));
    if (place.sequence() > 0 && streams == 1) {
      attempts.add(List.of(all.get(place.sequence() - 1).alone(), wrong));
    }
    for (List<Sequence> attempt : attempts) {
      Tally again = new Tally(target);
      Files.deleteIfExists(workspace.folder().resolve(TRACE));
      bench(build)
          .simulate(
              attempt,
              ResultComparison.ofStreams(
                  Expectations.of(sequences.model(), attempt), streams, again, new CycleCounts()),
              List.of("+trace=" + TRACE, "+wave=" + WAVE));
      if (again.firstPlace().isPresent()) {
        origin(attempt).ifPresent(tally::explainFirst);
        wave.ifPresent(this::keep);
        return;
      }
    }
  }

  private Optional<CircuitPlace.Origin> origin(List<Sequence> attempt) throws IOException {
    Path trace = workspace.folder().resolve(TRACE);
    if (!Files.exists(trace)) {
      return Optional.empty(); // a netlist has none
    }
    try (BufferedReader reader = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
      TraceExpectation expected = new TraceExpectation(sequences.model(), attempt);
      return new TraceComparison(sequences.model().config(), expected).read(reader);
    }
  }

  private void keep(Path wave) {
    Path made = workspace.folder().resolve(WAVE);
    if (Files.exists(made)) {
      AtomicOutput.file(
          wave, partial -> Files.copy(made, partial, StandardCopyOption.REPLACE_EXISTING));
      waveform = wave.getFileName().toString();
    }
  }

  /** The checks and their outcomes. */
  public List<Check> checks() {
    return tally.checks(target.suite());
  }

  /** The report of how much was simulated. */
  public CircuitRun report() {
    long tokens = tally.compared(Quantity.LOGIT) / sequences.model().config().vocabSize();
    return new CircuitRun(
        target.label(),
        simulator.tools(),
        comparisons.stream().mapToLong(ResultComparison::sequences).sum(),
        tokens,
        tally.compared(Quantity.LOGIT),
        tally.compared(Quantity.TOKEN),
        tally.mismatches(),
        comparisons.get(0).totalCycles(),
        cycles.positions(),
        waveform);
  }
}
