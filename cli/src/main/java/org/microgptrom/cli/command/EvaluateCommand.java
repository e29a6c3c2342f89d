package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.SimulationOptions;
import org.microgptrom.cli.stage.EvaluatedModel;
import org.microgptrom.cli.stage.EvaluationStage;
import org.microgptrom.cli.text.EvaluationText;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.cli.text.WorseThanGuessing;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.evaluation.EvaluationReport;
import org.microgptrom.quantize.evaluation.LabelTask;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Result;
import org.microgptrom.quantize.evaluation.Task;
import org.microgptrom.simulate.CircuitLogits;
import org.microgptrom.simulate.tool.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Tells how good a model is at its task, in float, in fixed point and in the circuit: the loss"
            + " of texts, labels at their ends, right words against misspelt ones.",
    footer = {
      "",
      "The texts are those held out of the corpus that the model was trained on; of your own, pass",
      "--data FILE again, with the same columns. Without --loss, --labels or --pairs, texts with a",
      "--label-column and corpus languages are judged by their labels, corpus spelling by the pairs",
      "that come with it, any other by its loss.",
      "Float is judged if the checkpoint lies beside the model, as 'run' leaves it, or is given.",
      "Exit code 1 if a logit of the circuit differs from fixed point.",
      "",
      "Examples:",
      "  microgpt-rom evaluate out/bundle",
      "  microgpt-rom evaluate out/bundle --labels --data commands.txt --rtl auto",
      "  microgpt-rom evaluate out/bundle --data reviews.csv --label-column sentiment",
      "  microgpt-rom evaluate out/bundle --pairs words.tsv --json evaluation.json"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final int USUAL_COUNT = 20;

  @Mixin private CommonOptions common;
  @Mixin private EvaluationStage stage;
  @Mixin private JsonOptions json;

  @Parameters(
      paramLabel = "MODEL",
      description = "A bundle, a quantized model folder, a checkpoint, or the folder of run.")
  private Path path;

  @Mixin private CheckpointOptions checkpoint;

  @Option(
      names = "--rtl",
      paramLabel = "SIMULATOR",
      completionCandidates = Candidates.Simulators.class,
      description =
          "Also judge the bundle's circuit, simulated in ${COMPLETION-CANDIDATES}: auto takes"
              + " Verilator or, where that is missing, Icarus.")
  private @Nullable String simulator;

  @Option(
      names = "--rtl-count",
      paramLabel = "N",
      description =
          "Judge the circuit on the first N documents or pairs (default: " + USUAL_COUNT + ").")
  @Range(from = "1", to = "1000000")
  private @Nullable Integer simulated;

  @Override
  public Integer call() {
    path = RunFolder.bundleIn(path);
    Console console = common.console();
    Optional<Target> target = target(console);
    if (Artifact.kind(path) != Artifact.BUNDLE) {
      return evaluate(EvaluatedModel.read(path, checkpoint, console), Optional.empty(), console);
    }
    try (Bundle bundle = Bundle.open(path)) {
      return evaluate(
          EvaluatedModel.read(bundle, checkpoint, console),
          target.map(simulated -> new Circuit(bundle, simulated)),
          console);
    }
  }

  /** What is simulated, and where. */
  private record Circuit(Bundle bundle, Target target) {}

  private int evaluate(EvaluatedModel model, Optional<Circuit> circuit, Console console) {
    EvaluationStage.Posed posed = stage.pose(model);
    EvaluationReport report;
    try (StageProgress progress = new StageProgress(console)) {
      report =
          report(
              posed,
              model.training().corpus(),
              results(model, posed.task(), progress),
              circuit(circuit, model, posed, console));
    }
    if (report.tooLong() > 0) {
      console.warn(
          TableText.count(report.tooLong())
              + " are longer than the context of "
              + model.config().context()
              + " tokens and left out (train --context)");
    }
    report.results().stream()
        .map(Result::loss)
        .filter(Objects::nonNull)
        .findFirst()
        .flatMap(loss -> WorseThanGuessing.warning(loss.natsPerToken(), model.config().vocabSize()))
        .ifPresent(console::warn);
    EvaluationText.of(report, model.training().corpus().ofRunningText()).forEach(console::result);
    json.write(report.toJson());
    return report.circuit() == null || report.circuit().mismatches() == 0
        ? ExitCode.OK
        : ExitCode.DIFFERENCE;
  }

  private static List<Result> results(EvaluatedModel model, Task task, StageProgress progress) {
    List<Result> results = new ArrayList<>();
    model
        .checkpoint()
        .map(of -> task.judge(Result.FLOAT, LogitSource.of(of, progress)))
        .ifPresent(results::add);
    model
        .fixed()
        .map(of -> task.judge(Result.FIXED, LogitSource.of(of, progress)))
        .ifPresent(results::add);
    return results;
  }

  private Optional<EvaluationReport.Circuit> circuit(
      Optional<Circuit> wanted,
      EvaluatedModel model,
      EvaluationStage.Posed posed,
      Console console) {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Target target = wanted.get().target;
    console.progress("evaluate: simulates the circuit in " + target.label() + " ...");
    QuantizedModel fixed = model.fixed().orElseThrow();
    CircuitLogits circuit = CircuitLogits.of(wanted.get().bundle, target);
    return Optional.of(
        EvaluationReport.Circuit.of(
            posed.task(),
            simulated == null ? USUAL_COUNT : simulated,
            target.label(),
            (sequences, visitor) ->
                circuit.run(sequences, LogitSource.ofWords(fixed.formats().logits(), visitor)),
            LogitSource.of(fixed, Progress.NONE)));
  }

  private static EvaluationReport report(
      EvaluationStage.Posed posed,
      CorpusId trained,
      List<Result> results,
      Optional<EvaluationReport.Circuit> circuit) {
    return new EvaluationReport(
        ToolVersion.current(),
        posed.task().name(),
        posed.name(),
        posed.sha256(),
        posed.split().orElse(null),
        posed.task().tooLong(),
        posed.task() instanceof LabelTask task
            ? task.labels().symbols().stream().map(trained::labelOf).toList()
            : null,
        results,
        circuit.orElse(null));
  }

  /** The target whose simulation was asked for and is possible. */
  private Optional<Target> target(Console console) {
    if (simulator == null) {
      if (simulated != null) {
        throw new InputException("--rtl-count", "needs --rtl", "leave it out, or add --rtl auto");
      }
      return Optional.empty();
    }
    Artifact.requireCircuit(path);
    Optional<Target> chosen = SimulationOptions.chosen(simulator);
    if (chosen.isEmpty()) {
      console.warn("no simulator is installed, so that the circuit is not judged");
    }
    return chosen;
  }
}
