package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.NarrowOptions;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.PackStage;
import org.microgptrom.cli.stage.QuantizeStage;
import org.microgptrom.cli.stage.ReportStage;
import org.microgptrom.cli.stage.SampleStage;
import org.microgptrom.cli.stage.TrainStage;
import org.microgptrom.cli.text.RunSummary;
import org.microgptrom.cli.text.SummaryText;
import org.microgptrom.cli.text.VerdictText;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Json;
import org.microgptrom.quantize.Comparison;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.quantize.Quantizer;
import org.microgptrom.quantize.WeightOptions;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.live.LiveModel;
import org.microgptrom.verify.report.VerificationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs all stages into one folder: text to verified ROM images.",
    footer = {
      "",
      "Leaves DIR/checkpoint, DIR/quantized, DIR/bundle, DIR/report.html and DIR/summary.json, which",
      "--json writes, too.",
      "",
      "Examples:",
      "  microgpt-rom run",
      "  microgpt-rom run --data cities.txt --context 32 -o cities",
      "  microgpt-rom run --fpga ice40-up5k",
      "  microgpt-rom run --config experiment.properties"
    })
public final class RunCommand implements Callable<Integer>, OutputPaths.Derived {
  @Mixin private CommonOptions common;
  @Mixin private TrainStage train;
  @Mixin private QuantizeStage quantize;
  @Mixin private PackStage pack;
  @Mixin private SampleStage sample;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "out",
      description = "The folder to write into (default: ${DEFAULT-VALUE}).")
  @Written
  private Path output;

  @Mixin private JsonOptions json;

  @Override
  public List<OutputPaths.Output> derivedOutputs() {
    RunFolder folder = new RunFolder(output);
    return List.of(
        new OutputPaths.Output("run's checkpoint", folder.checkpoint(), true),
        new OutputPaths.Output("run's quantized", folder.quantized(), true),
        new OutputPaths.Output("run's bundle", folder.bundle(), true),
        new OutputPaths.Output("run's page", output.resolve(ReportCommand.PAGE), false));
  }

  @Override
  public Integer call() throws IOException {
    requireOptions();
    Console console = common.console();
    RunFolder folder = new RunFolder(output);
    Stopwatch watch = new Stopwatch();

    TrainStage.Trained trained = train.run(folder.checkpoint(), console);
    watch.lap("train");
    Quantizer.Result quantized = quantize(trained, folder, console);
    watch.lap("quantize");
    // From here on, each stage reads what the one before has written, as it does alone.
    Quantized packed = QuantizedCodec.read(folder.quantized());
    pack.run(packed, folder.bundle(), console);
    watch.lap("pack");
    VerificationReport report = VerifyCommand.verify(folder.bundle(), packed, console);
    VerdictText.tell(report, console);
    watch.lap("verify");
    List<String> samples =
        report.passed() ? sample.run(Artifact.model(folder.bundle()), train.seed()) : List.of();
    RunSummary summary = summary(trained, quantized.report(), report, samples, watch.seconds());
    write(summary, facts(quantized, report, samples, console), live(quantized));

    if (report.passed()) {
      console.result(SummaryText.samples(summary) + "\n");
    }
    console.result(SummaryText.table(summary));
    console.result("\nwrote " + written(folder));
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  /** Refuses before a long training what a later stage would refuse after it. */
  private void requireOptions() {
    new RunFolder(output).requireReplaceable();
    sample.scale(train.seed());
    pack.require(train.config(), train.codes());
  }

  private Quantizer.Result quantize(TrainStage.Trained trained, RunFolder folder, Console console) {
    return quantize.run(
        trained.checkpoint(),
        CheckpointCodec.tensorsSha256(folder.checkpoint()),
        new NarrowOptions(), // the training knows of the codes
        trained.split(),
        folder.quantized(),
        console);
  }

  private RunSummary summary(
      TrainStage.Trained trained,
      QuantizationReport quantized,
      VerificationReport report,
      List<String> samples,
      RunSummary.Seconds seconds) {
    CorpusId corpus = trained.split().id();
    Comparison comparison = quantized.comparison();
    return new RunSummary(
        ToolVersion.current(),
        corpus.name(),
        corpus.sha256(),
        train.seed(),
        trained.checkpoint().config().parameterCount(),
        WeightOptions.trained(trained.checkpoint()).text(),
        quantized.romBits(),
        corpus.heldOut() > 0 ? "validation" : "training",
        comparison.lossFloat(),
        comparison.lossFixed(),
        comparison.perByte(comparison.lossFloat()).orElse(null),
        comparison.perByte(comparison.lossFixed()).orElse(null),
        comparison.klNatsPerToken(),
        comparison.argmaxAgreement(),
        comparison.saturations(),
        report.manifestSha256(),
        report.counts().allValues(),
        report.counts().vectors().logits(),
        report.counts().mismatches(),
        samples,
        train.memorised(samples),
        seconds);
  }

  private ReportFacts facts(
      Quantizer.Result quantized,
      VerificationReport report,
      List<String> samples,
      Console console) {
    try (Bundle bundle = Bundle.open(new RunFolder(output).bundle())) {
      return new ReportStage(bundle)
          .facts(
              quantized.quantized().model(),
              report,
              Optional.empty(),
              samples,
              Optional.empty(),
              new CheckpointOptions(),
              console);
    }
  }

  private Optional<LiveModel> live(Quantizer.Result quantized) {
    try (Bundle bundle = Bundle.open(new RunFolder(output).bundle())) {
      return LiveModel.ofSmall(bundle.manifest(), quantized.quantized().model());
    }
  }

  private void write(RunSummary summary, ReportFacts facts, Optional<LiveModel> live) {
    AtomicOutput.file(
        output.resolve(RunSummary.FILE), partial -> Files.write(partial, Json.pretty(summary)));
    ReportCommand.write(facts, live, ReportCommand.Format.HTML, output.resolve(ReportCommand.PAGE));
    json.write(Json.pretty(summary));
  }

  private String written(RunFolder folder) {
    return Stream.of(
            folder.checkpoint(),
            folder.quantized(),
            folder.bundle(),
            output.resolve(RunSummary.FILE),
            output.resolve(ReportCommand.PAGE))
        .map(Path::toString)
        .collect(Collectors.joining(", "));
  }

  /** Measures the time that each stage takes. */
  private static final class Stopwatch {
    private final long start = System.nanoTime();
    private final Map<String, Double> laps = new HashMap<>();
    private long last = start;

    /** Records the time of the stage that ends now. */
    void lap(String stage) {
      long now = System.nanoTime();
      laps.put(stage, seconds(now - last));
      last = now;
    }

    private double lasted(String stage) {
      return Objects.requireNonNull(laps.get(stage), stage);
    }

    RunSummary.Seconds seconds() {
      return new RunSummary.Seconds(
          lasted("train"),
          lasted("quantize"),
          lasted("pack"),
          lasted("verify"),
          seconds(System.nanoTime() - start));
    }

    private static double seconds(long nanoseconds) {
      return Double.parseDouble(String.format(Locale.ROOT, "%.3f", nanoseconds / 1e9));
    }
  }
}
