package org.microgptrom.verify.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Digests;
import org.microgptrom.simulate.BenchRun;
import org.microgptrom.simulate.result.CycleCounts;
import org.microgptrom.simulate.result.ResultComparison;
import org.microgptrom.simulate.result.Tally;
import org.microgptrom.simulate.result.Tally.Quantity;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.Workspace;
import org.microgptrom.verify.campaign.ChunkResult;
import org.microgptrom.verify.campaign.ChunkRunner;
import org.microgptrom.verify.campaign.ChunkSequences;

/**
 * The chunks of a campaign in one simulator, which compiles the circuit once. The first divergence
 * is not looked at more closely: the sequence that it names is, by a run without a campaign.
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
    List<Sequence> sequences = sequences(chunk, tokens);
    Tally tally = Tally.ofChunk(target, chunk);
    CycleCounts cycles = new CycleCounts();
    List<ResultComparison> comparisons =
        ResultComparison.ofStreams(model, sequences, streams, tally, cycles);
    String stimulus = "stimulus-" + chunk + ".txt";
    Path result = workspace.folder().resolve("result-" + chunk + ".txt");
    Optional<Simulator.Build> bench = bench();
    Optional<String> fault =
        bench.isEmpty()
            ? Optional.of(refusal)
            : new BenchRun(
                    bench.get(), workspace.folder(), stimulus, result.getFileName().toString())
                .simulate(sequences, comparisons, List.of());
    fault.ifPresent(problem -> tally.failed(Quantity.RESULT, problem));
    String digest = Files.exists(result) ? Digests.sha256(result) : Digests.sha256(new byte[0]);
    Files.deleteIfExists(result);
    Files.deleteIfExists(workspace.folder().resolve(stimulus));
    return new ChunkResult(
        chunk,
        comparisons.stream().mapToLong(ResultComparison::sequences).sum(),
        tally.compared(Quantity.LOGIT) / model.config().vocabSize(),
        tally.checks(target.suite()),
        digest,
        comparisons.get(0).totalCycles(),
        cycles.positions());
  }

  private List<Sequence> sequences(int chunk, int tokens) {
    ChunkSequences source = new ChunkSequences(model, seed, chunk);
    List<Sequence> sequences = new ArrayList<>();
    int left = tokens;
    while (left > 0) {
      Sequence next = source.next(left);
      left -= Expectation.of(model, next).steps().size();
      sequences.add(next);
    }
    return sequences;
  }

  /** The compiled bench, compiled by who comes first; empty if a tool refuses the circuit. */
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
