package org.microgptrom.cli.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.OutputFormat;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.SimulationOptions;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.ReportStage;
import org.microgptrom.cli.stage.SampleStage;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.live.LiveModel;
import org.microgptrom.report.page.ReportPage;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Draws one page of all there is to know: loss, samples, weights, activations, float against"
            + " fixed point, attention, ROM map, verification, hardware, provenance; and lets a small model run in it.",
    footer = {
      "",
      "The page needs no network and no other file. Checkpoint and quantized model are looked for",
      "beside the bundle, as 'run' leaves them; without them some charts are left out.",
      "Exit code 0 if the bundle passed its verification, else 1.",
      "",
      "Examples:",
      "  microgpt-rom report out -o report.html",
      "  microgpt-rom report names.tar.gz --rtl auto --text emma -o report.html",
      "  microgpt-rom report out -o summary.md"
    })
public final class ReportCommand implements Callable<Integer>, OutputPaths.Derived {
  /** The page's usual name. */
  static final String PAGE = "report.html";

  enum Format {
    HTML,
    MARKDOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "PATH",
      description = "A folder that 'run' wrote, or a bundle: a folder, .tar.gz or .zip.")
  private Path path;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write (default: report.html, or report.md).")
  @Written
  private @Nullable Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}, a summary for CI systems (default: that of FILE's extension,"
              + " else html).")
  private @Nullable Format format;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description =
          "The text whose attention is drawn, and whose last token is followed (default: the first"
              + " sample that fits).")
  private @Nullable String text;

  @Option(
      names = "--verification",
      paramLabel = "FILE",
      description =
          "What 'verify --json' wrote of this bundle, instead of verifying it again now, a circuit's"
              + " simulation or a campaign say.")
  private @Nullable Path verification;

  @Option(
      names = "--synthesis",
      paramLabel = "FILE",
      description = "What 'synth --json' wrote of this bundle's circuit.")
  private @Nullable Path synthesis;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the samples (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "4294967295")
  private long seed;

  @Mixin private CheckpointOptions checkpoint;
  @Mixin private SampleStage sample;
  @Mixin private SimulationOptions rtl;
  @Mixin private JsonOptions json;

  @Override
  public List<OutputPaths.Output> derivedOutputs() {
    return output == null
        ? List.of(new OutputPaths.Output("the report", target(), false))
        : List.of();
  }

  private Path target() {
    return output != null ? output : Path.of(format() == Format.HTML ? PAGE : "report.md");
  }

  private Format format() {
    Map<String, Format> byExtension = new LinkedHashMap<>();
    byExtension.put("html", Format.HTML);
    byExtension.put("htm", Format.HTML);
    byExtension.put("md", Format.MARKDOWN);
    return OutputFormat.of(
        Optional.ofNullable(format), Optional.ofNullable(output), byExtension, Format.HTML);
  }

  @Override
  public Integer call() {
    Console console = common.console();
    Path target = target();
    Format written = format();
    RtlOptions circuit = circuit();
    Optional<VerificationReport> verified = Optional.ofNullable(verification).map(this::verified);
    Optional<SynthesisResult> synthesized =
        Optional.ofNullable(synthesis)
            .map(
                file ->
                    Artifacts.readSparse(
                        file,
                        SynthesisResult.FORMAT,
                        SynthesisResult.VERSION,
                        SynthesisResult.class));
    VerificationReport report;
    ReportFacts facts;
    Optional<LiveModel> live;
    try (Bundle bundle = Bundle.open(RunFolder.bundleIn(path))) {
      RomContents contents = RomContents.read(bundle);
      report = verified.orElseGet(() -> verify(bundle, contents, circuit, console));
      QuantizedModel model = BundleModel.of(bundle, contents);
      List<String> samples = sample.run(model, seed);
      facts =
          new ReportStage(bundle)
              .facts(
                  model,
                  report,
                  synthesized,
                  samples,
                  Optional.ofNullable(text),
                  checkpoint,
                  console);
      live = LiveModel.ofSmall(bundle.manifest(), model);
    }
    write(facts, live, written, target);
    json.write(Json.pretty(facts));
    console.result("wrote " + target);
    return report.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  /** The simulations that are wanted, unless the other options contradict them. */
  private RtlOptions circuit() {
    RtlOptions circuit = rtl.options();
    if (rtl.tokens() > 0 && !rtl.isWanted()) {
      throw new InputException(
          "--tokens",
          "counts those of a simulation, and none is asked for",
          "add --rtl "
              + SimulationOptions.AUTO
              + "; for a campaign give --verification FILE what verify --tokens N --json FILE wrote");
    }
    if (verification != null && rtl.isWanted()) {
      throw new InputException(
          "--verification and --rtl", "one says what was simulated, the other simulates", "choose");
    }
    return circuit;
  }

  private static VerificationReport verify(
      Bundle bundle, RomContents contents, RtlOptions circuit, Console console) {
    try (StageProgress progress = new StageProgress(console)) {
      return Verifier.verify(bundle, contents, circuit, progress);
    }
  }

  private VerificationReport verified(Path file) {
    return Artifacts.readSparse(
        file, VerificationReport.FORMAT, VerificationReport.VERSION, VerificationReport.class);
  }

  static void write(ReportFacts facts, Optional<LiveModel> live, Format format, Path target) {
    String page =
        switch (format) {
          case HTML -> ReportPage.html(facts, live);
          case MARKDOWN -> ReportPage.markdown(facts);
        };
    AtomicOutput.file(
        target, partial -> Files.write(partial, page.getBytes(StandardCharsets.UTF_8)));
  }
}
