package org.microgptrom.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.synth.Design;
import org.microgptrom.rtl.synth.Device;
import org.microgptrom.rtl.synth.SeedSummary;
import org.microgptrom.rtl.synth.SynthesisOptions;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.rtl.synth.Synthesizer;
import org.microgptrom.rtl.synth.Throughput;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.tool.Simulators;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.sweep.Finalist;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.plan.Finalists;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;

/** Tries the circuits of a sweep's best models in a simulator and on a device, each once. */
public final class FinalistStage {
  private final SweepPlan plan;
  private final Finalists asked;
  private final RtlOptions rtl;
  private final Optional<Synthesizer> synthesizer;

  /**
   * The finalists of a plan.
   *
   * @throws org.microgptrom.model.io.InputException if a program is missing
   */
  private FinalistStage(SweepPlan plan, Finalists asked, Console console) {
    this.plan = plan;
    this.asked = asked;
    this.rtl = rtl(asked);
    this.synthesizer =
        Optional.ofNullable(asked.synthSeeds())
            .map(
                seeds -> {
                  Device device = Device.named(Objects.requireNonNull(plan.device()));
                  return new Synthesizer(
                      new SynthesisOptions(
                          device,
                          1,
                          seeds,
                          SynthesisOptions.threadsFor(device),
                          device.defaultMhz()),
                      console::progress);
                });
  }

  private static RtlOptions rtl(Finalists asked) {
    if (asked.rtl() == null) {
      return RtlOptions.NONE;
    }
    RtlOptions options = RtlOptions.labelled(asked.rtl().toString(), WeightBus.NONE);
    Simulators.of(options.required().get(0), WeightBus.NONE); // needs its programs
    return options;
  }

  /**
   * What tries the finalists of a plan; empty if it has none.
   *
   * @throws org.microgptrom.model.io.InputException if a program is missing
   */
  static Optional<FinalistStage> of(SweepPlan plan, Console console) {
    return Optional.ofNullable(plan.finalists())
        .map(asked -> new FinalistStage(plan, asked, console));
  }

  /**
   * Tries the best models that were not tried before.
   *
   * @param cluster that routes several seeds; empty for this machine
   */
  Outcome run(SweepStage.Swept swept, Optional<Cluster> cluster, Console console) {
    List<Row> rows = swept.outcome().finalRows();
    List<Finalist> finalists = new ArrayList<>();
    for (Row row : rows) {
      Outcome.Member member = Outcome.Member.of(row);
      Path file =
          swept
              .store()
              .folderOf(row.trial())
              .resolve("finalist-" + member.lanes() + "-" + member.streams() + ".json");
      Optional<Finalist> before = before(file);
      if (before.isEmpty()) {
        console.progress(
            "sweep: finalist "
                + (finalists.size() + 1)
                + " of "
                + rows.size()
                + ", "
                + member.key());
        Finalist tried = tried(new SweptModel(swept, row), cluster, console);
        AtomicOutput.file(file, partial -> Files.write(partial, Json.pretty(tried)));
        finalists.add(tried);
      } else {
        finalists.add(before.get());
      }
    }
    return swept.outcome().with(finalists);
  }

  private Optional<Finalist> before(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.readSparse(file, Finalist.class))
          .filter(found -> found.answers(plan));
    } catch (InputException e) {
      throw InputException.damaged(file, e, "remove it: the circuit is tried again");
    }
  }

  private Finalist tried(SweptModel model, Optional<Cluster> cluster, Console console) {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      RunFolder artifacts = new RunFolder(folder.path().resolve("model"));
      model.pack(artifacts, console);
      try (Bundle bundle = Bundle.open(artifacts.bundle())) {
        VerificationReport report;
        try (StageProgress progress = new StageProgress(console)) {
          Evidence evidence = Evidence.of(QuantizedCodec.read(artifacts.quantized()));
          report = Verifier.verify(bundle, rtl, evidence, Optional.empty(), progress);
        }
        Optional<SynthesisResult> synthesis = Optional.empty();
        if (synthesizer.isPresent()) {
          Path work = Files.createDirectory(folder.path().resolve("synthesis"));
          Design design = Design.of(bundle.file(""), bundle.manifest());
          synthesis =
              Optional.of(
                  SynthesisStage.run(synthesizer.get(), bundle, design, work, cluster, console));
        }
        return new Finalist(
            Outcome.Member.of(model.row()),
            simulation(report),
            synthesis.map(this::routing).orElse(null),
            report.passed() && synthesis.map(SynthesisResult::passed).orElse(true));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Finalist.@Nullable Simulation simulation(VerificationReport report) {
    if (report.circuit() == null) {
      return null;
    }
    CircuitRun run = report.circuit().get(0);
    return new Finalist.Simulation(run.simulator(), run.tokens(), run.mismatches());
  }

  private Finalist.Routing routing(SynthesisResult result) {
    return new Finalist.Routing(
        result.device(), Objects.requireNonNull(asked.synthSeeds()), clock(result));
  }

  private static Finalist.@Nullable Clock clock(SynthesisResult result) {
    if (result.timing() == null) {
      return null;
    }
    double only = result.timing().maxMhz();
    SeedSummary.Spread mhz =
        result.seeds() == null || result.seeds().maxMhz() == null
            ? new SeedSummary.Spread(only, only, only)
            : result.seeds().maxMhz();
    Throughput counted = result.throughput();
    Double tokensPerSecond =
        counted == null
            ? null
            : (double) Math.round(mhz.median() * 1e6 * counted.streams() / counted.cyclesLast());
    return new Finalist.Clock(mhz.median(), mhz.least(), mhz.most(), tokensPerSecond);
  }
}
