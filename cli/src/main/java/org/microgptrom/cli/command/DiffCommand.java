package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.CorpusOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.quantize.ModelDifference;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Loss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Compares two bundles or quantized models: facts, formats, words, loss; and of two bundles"
            + " the shapes of their circuits.",
    footer = {
      "",
      "The loss is that of the documents held out of the corpus that A was trained on, or of the one",
      "that --data or --corpus names. Exit code 0 if nothing differs, 1 if something does.",
      "",
      "Examples:",
      "  microgpt-rom diff monday.tar.gz tuesday.tar.gz",
      "  microgpt-rom diff cities/bundle new/bundle --data cities.txt"
    })
public final class DiffCommand implements Callable<Integer> {
  /** The characters of a digest. */
  private static final int LONGEST_IN_TABLE = 64;

  @Mixin private CommonOptions common;
  @Mixin private CorpusOptions corpus;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "A bundle, a quantized model folder or the folder of run.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "The other one.")
  private Path second;

  @Mixin private JsonOptions json;

  /** Mean losses on the same documents, in nats per token. */
  private record Losses(double a, double b, int documents) {}

  /** The content of the JSON file. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Facts(
      String tool,
      boolean equal,
      List<ModelDifference.Fact> facts,
      List<ModelDifference.Words> words,
      @Nullable Losses loss) {}

  @Override
  public Integer call() {
    first = RunFolder.bundleIn(first);
    second = RunFolder.bundleIn(second);
    Artifact.FixedPoint a = Artifact.fixedPoint(first);
    Artifact.FixedPoint b = Artifact.fixedPoint(second);
    ModelDifference difference = ModelDifference.of(a.model(), a.lineage(), b.model(), b.lineage());
    List<ModelDifference.Fact> facts = new ArrayList<>(circuits(a.manifest(), b.manifest()));
    facts.addAll(difference.facts());
    boolean equal = facts.isEmpty() && difference.words().isEmpty();
    Optional<Losses> loss =
        difference.isNone() ? Optional.empty() : loss(a.model(), b.model(), a.lineage().training());
    json.write(
        Json.pretty(
            new Facts(ToolVersion.current(), equal, facts, difference.words(), loss.orElse(null))));
    if (equal) {
      common.console().result("no difference");
      return ExitCode.OK;
    }
    print(facts);
    if (!difference.words().isEmpty()) {
      common
          .console()
          .result(
              TableText.of(
                      List.of(
                          "tensor", "words changed", "of", "first at address", "largest change"),
                      difference.words().stream().map(DiffCommand::row).toList())
                  + "\n");
    }
    loss.ifPresent(this::print);
    return ExitCode.DIFFERENCE;
  }

  /** How the circuits of two bundles differ, whatever their models. */
  private static List<ModelDifference.Fact> circuits(Optional<Manifest> a, Optional<Manifest> b) {
    return a.isEmpty() || b.isEmpty()
        ? List.of()
        : ModelDifference.compare(circuit(a.get()), circuit(b.get()));
  }

  private static Map<String, String> circuit(Manifest manifest) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("lanes", Integer.toString(manifest.memoryMap().lanes()));
    facts.put("streams", Integer.toString(manifest.streams()));
    facts.put("units", Integer.toString(manifest.units()));
    facts.put("first layer in ROM", manifest.memoryMap().precomputed() ? "yes" : "no");
    return facts;
  }

  /** Prints a table of facts, and below it those that are too long for one: codebooks, symbols. */
  private void print(List<ModelDifference.Fact> facts) {
    List<List<String>> rows =
        facts.stream()
            .filter(fact -> !isLong(fact))
            .map(fact -> List.of(fact.fact(), fact.a(), fact.b()))
            .toList();
    if (!rows.isEmpty()) {
      common.console().result(TableText.of(List.of("fact", "A", "B"), rows) + "\n");
    }
    facts.stream()
        .filter(DiffCommand::isLong)
        .map(fact -> fact.fact() + "\n  A: " + fact.a() + "\n  B: " + fact.b() + "\n")
        .forEach(common.console()::result);
  }

  private static boolean isLong(ModelDifference.Fact fact) {
    return Math.max(fact.a().length(), fact.b().length()) > LONGEST_IN_TABLE;
  }

  private static List<String> row(ModelDifference.Words words) {
    return List.of(
        words.tensor(),
        TableText.count(words.changed()),
        TableText.count(words.of()),
        words.firstAddress() + " (row " + words.row() + ", column " + words.column() + ")",
        TableText.figure(words.largestChange()));
  }

  private void print(Losses loss) {
    common
        .console()
        .result(
            String.format(
                Locale.ROOT,
                "loss %.4f and %.4f nats per token, B - A = %+.4f (%,d documents)",
                loss.a,
                loss.b,
                loss.b - loss.a,
                loss.documents));
  }

  private Optional<Losses> loss(QuantizedModel a, QuantizedModel b, Provenance training) {
    if (!a.vocabulary().equals(b.vocabulary())) {
      common.console().progress("no losses are compared, as the vocabularies differ");
      return Optional.empty();
    }
    boolean isKnown =
        !training.wasImported()
            && NamedCorpus.all().stream()
                .anyMatch(named -> named.name().equals(training.corpus().name()));
    if (!corpus.isNamed() && !isKnown) {
      common.console().progress("for the effect on the loss pass --data, A's own corpus");
      return Optional.empty();
    }
    Split split = corpus.loadAgain(training);
    List<String> documents = split.validation().isEmpty() ? split.training() : split.validation();
    return Optional.of(new Losses(loss(a, documents), loss(b, documents), documents.size()));
  }

  private double loss(QuantizedModel model, List<String> documents) {
    try (StageProgress progress = new StageProgress(common.console())) {
      return loss(model, documents, progress);
    }
  }

  private static double loss(QuantizedModel model, List<String> documents, Progress progress) {
    return CommonOptions.checked(
        "corpus",
        () ->
            Loss.of(
                    LogitSource.of(model, progress),
                    model.vocabulary(),
                    documents.stream()
                        .map(d -> model.vocabulary().sequence(d, model.config().context()))
                        .toList())
                .natsPerToken());
  }
}
