package org.microgptrom.verify.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.simulate.BenchRun;
import org.microgptrom.simulate.result.CycleCounts;
import org.microgptrom.simulate.result.ResultComparison;
import org.microgptrom.simulate.result.Tally;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.Workspace;
import org.microgptrom.verify.campaign.ChunkResult;
import org.microgptrom.verify.campaign.ChunkRunner;
import org.microgptrom.verify.campaign.ChunkSequences;

/**
 * Runs the chunks of a campaign in one simulator, which compiles the circuit once. The first
 * divergence is not examined more closely; a run of the sequence that it names, without a campaign,
 * does that.
 */
public final class CircuitChunks implements ChunkRunner, AutoCloseable {
  private final Target target;
  private final Simulator simulator;
  private final QuantizedModel model;
  private final Workspace workspace;
  private final int streams;
  private final long seed;
  private Simulator.@Nullable Build build; // null until the first chunk
  private String refusal = ""; // why there is none; empty if there is, or nobody tried

  CircuitChunks(Target target, Simulator simulator, Bundle bundle, QuantizedModel model, long seed)
      throws IOException {
    this.target = target;
    this.simulator = simulator;
    this.model = model;
    this.workspace = Workspace.of(bundle);
    this.streams = bundle.manifest().streams();
    this.seed = seed;
  }

  @Override
  public ChunkResult run(int chunk, int tokens) throws IOException {
    Expectations sequences = sequences(chunk, tokens);
    Tally tally = Tally.ofChunk(target, chunk);
    CycleCounts cycles = new CycleCounts();
    List<ResultComparison> comparisons =
        ResultComparison.ofStreams(sequences, streams, tally, cycles);
    String stimulus = "stimulus-" + chunk + ".txt";
    Path result = workspace.folder().resolve("result-" + chunk + ".txt");
    Optional<Simulator.Build> bench = bench();
    BenchRun.Outcome outcome =
        bench.isEmpty()
            ? BenchRun.Outcome.nothing(refusal)
            : new BenchRun(
                    bench.get(), workspace.folder(), stimulus, result.getFileName().toString())
                .simulate(sequences.sequences(), comparisons, List.of());
    outcome.fault().ifPresent(fault -> tally.failed(Quantity.RESULT, fault));
    Files.deleteIfExists(result);
    Files.deleteIfExists(workspace.folder().resolve(stimulus));
    return new ChunkResult(
        chunk,
        comparisons.stream().mapToLong(ResultComparison::sequences).sum(),
        tally.compared(Quantity.LOGIT) / model.config().vocabSize(),
        tally.checks(target.suite()),
        outcome.sha256(),
        comparisons.get(0).totalCycles(),
        cycles.positions());
  }

  private Expectations sequences(int chunk, int tokens) {
    GoldenSimulator golden = new GoldenSimulator(model);
    ChunkSequences source = ChunkSequences.golden(golden, seed, chunk);
    Expectations sequences = new Expectations(golden);
    int left = tokens;
    while (left > 0) {
      Expectation next = source.next(left);
      left -= next.tokens();
      sequences.add(next);
    }
    return sequences;
  }

  /** The compiled bench, which the first caller compiles; empty if a tool refuses the circuit. */
  private synchronized Optional<Simulator.Build> bench() throws IOException {
    if (build == null && refusal.isEmpty()) {
      try {
        build = simulator.build(workspace, false);
      } catch (Simulator.BuildException e) {
        refusal = "the circuit can't be built: " + e.getMessage();
      }
    }
    return Optional.ofNullable(build);
  }

  @Override
  public void close() {
    workspace.close();
  }
}
