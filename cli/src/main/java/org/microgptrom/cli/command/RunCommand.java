package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.option.VerdictOptions;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.PackStage;
import org.microgptrom.cli.stage.QuantizeStage;
import org.microgptrom.cli.stage.ReportStage;
import org.microgptrom.cli.stage.SampleStage;
import org.microgptrom.cli.stage.TrainStage;
import org.microgptrom.cli.text.RunSummary;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.quantize.Comparison;
import org.microgptrom.quantize.Quantizer;
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
  public Map<String, Path> derivedOutputs() {
    // Not the summary, which --json writes, too.
    return Stream.of("checkpoint", "quantized", "bundle", ReportCommand.PAGE)
        .collect(Collectors.toMap(name -> "run's " + name, output::resolve));
  }

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    sample.scale(train.seed());
    pack.require(train.config());
    RunFolder folder = new RunFolder(output);
    Path checkpoint = folder.checkpoint();
    Path quantized = folder.quantized();
    Path bundle = folder.bundle();
    Stopwatch watch = new Stopwatch();

    TrainStage.Trained trained = train.run(checkpoint, console);
    final double trainSeconds = watch.lap();
    Quantizer.Result result =
        quantize.run(
            trained.checkpoint(),
            CheckpointCodec.tensorsSha256(checkpoint),
            trained.split(),
            quantized,
            console);
    final double quantizeSeconds = watch.lap();
    // From here on, each stage reads what the one before has written, as it does alone.
    Quantized packed = QuantizedCodec.read(quantized);
    pack.run(packed, bundle, console);
    final double packSeconds = watch.lap();
    VerificationReport report = VerifyCommand.verify(bundle, packed, console);
    VerdictOptions.tell(report, console);
    final double verifySeconds = watch.lap();

    CorpusId corpus = trained.split().id();
    Comparison comparison = result.report().comparison();
    List<String> samples =
        report.passed() ? sample.run(Artifact.model(bundle), train.seed()) : List.of();
    RunSummary summary =
        new RunSummary(
            ToolVersion.current(),
            corpus.name(),
            corpus.sha256(),
            train.seed(),
            trained.checkpoint().config().parameterCount(),
            corpus.heldOut() > 0 ? "validation" : "training",
            comparison.lossFloat(),
            comparison.lossFixed(),
            comparison.klNatsPerToken(),
            comparison.argmaxAgreement(),
            comparison.saturations(),
            Digests.sha256(bundle.resolve(Manifest.FILE)),
            report.counts().allValues(),
            report.counts().vectors().logits(),
            report.counts().mismatches(),
            samples,
            new RunSummary.Seconds(
                trainSeconds, quantizeSeconds, packSeconds, verifySeconds, watch.total()));
    Path summaryFile = output.resolve(RunSummary.FILE);
    AtomicOutput.file(summaryFile, partial -> Files.write(partial, Json.pretty(summary)));
    Path page = output.resolve(ReportCommand.PAGE);
    ReportCommand.write(
        new ReportStage(bundle)
            .facts(
                result.quantized().model(),
                report,
                Optional.empty(),
                samples,
                null,
                new CheckpointOptions(),
                console),
        ReportCommand.Format.HTML,
        page);
    json.write(Json.pretty(summary));
    print(summary, report, console);
    console.result(
        "\nwrote "
            + Stream.of(checkpoint, quantized, bundle, summaryFile, page)
                .map(Path::toString)
                .collect(Collectors.joining(", ")));
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  private static void print(RunSummary summary, VerificationReport report, Console console) {
    RunSummary.Seconds seconds = summary.seconds();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("parameters", TableText.count(summary.parameters())));
    rows.add(
        List.of(
            summary.evaluatedOn() + " loss, float, nats per token",
            TableText.figure(summary.validationLossFloat())));
    rows.add(
        List.of(
            summary.evaluatedOn() + " loss, fixed point, nats per token",
            TableText.figure(summary.validationLossFixed())));
    rows.add(List.of("KL divergence, nats per token", TableText.figure(summary.klNatsPerToken())));
    rows.add(List.of("argmax agreement", TableText.percent(summary.argmaxAgreement())));
    rows.add(List.of("values clamped", TableText.count(summary.saturations())));
    rows.add(List.of("ROM words checked", TableText.count(summary.romWordsChecked())));
    rows.add(List.of("logits checked", TableText.count(summary.logitsChecked())));
    rows.add(List.of("mismatches", TableText.count(summary.mismatches())));
    rows.add(
        List.of(
            "time: train, quantize, pack, verify",
            List.of(seconds.train(), seconds.quantize(), seconds.pack(), seconds.verify()).stream()
                .map(TableText::seconds)
                .collect(Collectors.joining(", "))));
    console.result(TableText.of(List.of("figure", "value"), rows));
    console.result("");
    if (report.passed()) {
      String samples = VisibleText.of(String.join(", ", summary.samples()));
      console.result("sampled from the verified ROMs: " + samples);
    }
  }

  /** Seconds since construction or the last lap. */
  private static final class Stopwatch {
    private final long start = System.nanoTime();
    private long last = start;

    double lap() {
      long now = System.nanoTime();
      double seconds = (now - last) / 1e9;
      last = now;
      return rounded(seconds);
    }

    double total() {
      return rounded((System.nanoTime() - start) / 1e9);
    }

    private static double rounded(double seconds) {
      return Double.parseDouble(String.format(Locale.ROOT, "%.3f", seconds));
    }
  }
}
