package org.microgptrom.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Interruption;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.BestBundle;
import org.microgptrom.cli.stage.SweepStage;
import org.microgptrom.cli.text.SweepPages;
import org.microgptrom.cli.text.SweepReport;
import org.microgptrom.cli.text.SweepText;
import org.microgptrom.cli.text.VerdictText;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.OutputLock;
import org.microgptrom.report.page.ReportPage;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.Tables;
import org.microgptrom.sweep.trial.TrialStore;
import org.microgptrom.verify.report.VerificationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Trains many models, says which is best for a corpus and an FPGA, and makes its verified"
            + " bundle.",
    footer = {
      "",
      "A plan is a YAML file: the values to try of each option, a device, limits, the way to search.",
      "Without one, --fpga and --minutes choose it. What does not fit is not trained.",
      "Leaves DIR/best, DIR/trials.csv, DIR/trials.jsonl, DIR/sweep.json, which --json writes, too,",
      "DIR/sweep.html and DIR/trials. The same command goes on where it was stopped, and trains",
      "nothing twice.",
      "Exit code 0, or 1 if no model keeps the limits, or no finalist of the plan passed.",
      "",
      "Examples:",
      "  microgpt-rom sweep --fpga ice40-up5k --minutes 3 -o up5k",
      "  microgpt-rom sweep plan.yaml -o sweep",
      "  microgpt-rom sweep plan.yaml --data cities.txt --fpga ecp5-25f -o cities"
    })
public final class SweepCommand implements Callable<Integer>, OutputPaths.Derived {
  private static final String CSV = "trials.csv";
  private static final String LINES = "trials.jsonl";
  private static final String PAGE = "sweep.html";
  private static final int SHOWN = 10;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "PLAN",
      arity = "0..1",
      description = "The plan, a YAML file (default: one is chosen).")
  private @Nullable Path plan;

  @Mixin private SweepStage stage;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "sweep",
      description = "The folder to write into (default: ${DEFAULT-VALUE}).")
  @Written
  private Path output;

  @Mixin private JsonOptions json;

  @Override
  public List<OutputPaths.Output> derivedOutputs() {
    Stream<String> folders = Stream.of(BestBundle.FOLDER, TrialStore.TRIALS);
    Stream<String> files = Stream.of(CSV, LINES, SweepReport.FILE, PAGE);
    return Stream.concat(
            folders.map(name -> written(name, true)), files.map(name -> written(name, false)))
        .toList();
  }

  private OutputPaths.Output written(String name, boolean isFolder) {
    return new OutputPaths.Output("sweep's " + name, output.resolve(name), isFolder);
  }

  @Override
  @SuppressWarnings("try") // the lock is only held
  public Integer call() {
    try (OutputLock lock = OutputLock.of(output)) {
      return sweep(common.console());
    }
  }

  private int sweep(Console console) {
    BestBundle.requireReplaceable(output);
    SweepStage.Swept swept = stage.run(Optional.ofNullable(plan), output, this, console);
    Outcome outcome = swept.outcome();
    Tables.csv(output.resolve(CSV), outcome);
    Tables.jsonLines(output.resolve(LINES), outcome);
    Row row = outcome.best();
    BestBundle bundle = new BestBundle(swept, output);
    if (row == null) {
      bundle.remove(console);
    }
    SweepReport.Best best =
        row == null ? null : bundle.make(row, folder -> verify(folder, console), console);
    SweepReport report = SweepReport.of(swept.data().split().id(), outcome, best);
    AtomicOutput.file(
        output.resolve(SweepReport.FILE), partial -> Files.write(partial, Json.pretty(report)));
    json.write(Json.pretty(report));
    AtomicOutput.file(
        output.resolve(PAGE),
        partial -> Files.writeString(partial, ReportPage.sweep(SweepPages.of(report))));
    Interruption.advise("");
    console.result(SweepText.table(outcome, SHOWN) + "\n");
    if (outcome.finalists() != null && !outcome.finalists().isEmpty()) {
      console.result(SweepText.finalists(outcome.finalists()) + "\n");
    }
    if (row == null || best == null) {
      console.result(
          SweepText.nothing(outcome.rows(), outcome.plan().limits().loss(), outcome.finalists()));
      return ExitCode.DIFFERENCE;
    }
    console.result("recommended: " + SweepText.model(row));
    console.result("  " + best.commands() + "\n");
    console.result(
        "wrote "
            + Stream.of(BestBundle.FOLDER, CSV, LINES, SweepReport.FILE, PAGE)
                .map(name -> output.resolve(name).toString())
                .collect(Collectors.joining(", ")));
    return best.passed() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }

  private static Optional<String> verify(RunFolder folder, Console console) {
    VerificationReport report =
        VerifyCommand.verify(folder.bundle(), QuantizedCodec.read(folder.quantized()), console);
    VerdictText.tell(report, console);
    return report.passed() ? Optional.of(report.manifestSha256()) : Optional.empty();
  }
}
