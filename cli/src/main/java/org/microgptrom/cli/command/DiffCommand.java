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
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Site;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Loss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Compares two bundles or quantized models: facts, formats, words, loss.",
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

  /** A fact that differs; {@code -} where one of the two has none of this name. */
  private record Fact(String fact, String a, String b) {}

  /**
   * A tensor with other words.
   *
   * @param changed words that differ
   * @param of so many
   * @param firstAddress of them, in the image of layout tensor
   * @param largestChange of a real value
   */
  private record Words(
      String tensor,
      int changed,
      int of,
      int firstAddress,
      int row,
      int column,
      double largestChange) {}

  /** Mean losses on the same documents, in nats per token. */
  private record Losses(double a, double b, int documents) {}

  /** The content of the JSON file. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Facts(
      String tool, boolean equal, List<Fact> facts, List<Words> words, Losses loss) {}

  @Override
  public Integer call() {
    first = RunFolder.bundleIn(first);
    second = RunFolder.bundleIn(second);
    QuantizedModel a = Artifact.model(first);
    QuantizedModel b = Artifact.model(second);
    Quantized.Lineage past = Artifact.lineage(first);
    List<Fact> facts = compare(facts(a, past), facts(b, Artifact.lineage(second)));
    List<Words> words = a.config().equals(b.config()) ? words(a, b) : List.of();
    boolean equal = facts.isEmpty() && words.isEmpty();
    Optional<Losses> loss = equal ? Optional.empty() : loss(a, b, past.training());
    json.write(
        Json.pretty(new Facts(ToolVersion.current(), equal, facts, words, loss.orElse(null))));
    if (equal) {
      common.console().result("no difference");
      return ExitCode.OK;
    }
    if (!facts.isEmpty()) {
      common
          .console()
          .result(
              TableText.of(
                      List.of("fact", "A", "B"),
                      facts.stream().map(fact -> List.of(fact.fact, fact.a, fact.b)).toList())
                  + "\n");
    }
    if (!words.isEmpty()) {
      common
          .console()
          .result(
              TableText.of(
                      List.of(
                          "tensor", "words changed", "of", "first at address", "largest change"),
                      words.stream().map(DiffCommand::row).toList())
                  + "\n");
    }
    loss.ifPresent(this::print);
    return ExitCode.DIFFERENCE;
  }

  private static List<String> row(Words words) {
    return List.of(
        words.tensor,
        TableText.count(words.changed),
        TableText.count(words.of),
        words.firstAddress + " (row " + words.row + ", column " + words.column + ")",
        TableText.figure(words.largestChange));
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

  private static List<Fact> compare(Map<String, String> a, Map<String, String> b) {
    List<Fact> facts = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(a);
    b.forEach(all::putIfAbsent);
    for (String fact : all.keySet()) {
      String left = a.getOrDefault(fact, "-");
      String right = b.getOrDefault(fact, "-");
      if (!left.equals(right)) {
        facts.add(new Fact(fact, left, right));
      }
    }
    return facts;
  }

  private static Map<String, String> facts(QuantizedModel model, Quantized.Lineage past) {
    Map<String, String> facts = new LinkedHashMap<>();
    ModelConfig config = model.config();
    facts.put("layers", Integer.toString(config.layers()));
    facts.put("embd", Integer.toString(config.embd()));
    facts.put("heads", Integer.toString(config.heads()));
    facts.put("context", Integer.toString(config.context()));
    facts.put("hidden", Integer.toString(config.hidden()));
    facts.put("symbols", TableText.symbols(model.vocabulary()));
    Provenance training = past.training();
    facts.put("corpus SHA-256", training.corpus().sha256());
    facts.put("recipe", training.recipe());
    facts.put("seed", Long.toString(training.seed()));
    facts.put("steps", Integer.toString(training.steps()));
    facts.put("checkpoint SHA-256", past.checkpointSha256());
    facts.put("format of norm", model.formats().norm().toString());
    for (Site site : List.of(Site.EMBEDDING, Site.RESIDUAL, Site.LOGITS)) {
      facts.put(
          "format of " + site.in(Site.NO_LAYER),
          model.formats().site(site, Site.NO_LAYER).toString());
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Site site : List.of(Site.Q, Site.K, Site.V, Site.HIDDEN)) {
        facts.put("format of " + site.in(layer), model.formats().site(site, layer).toString());
      }
    }
    model.formats().weights().forEach((name, f) -> facts.put("format of " + name, f.toString()));
    return facts;
  }

  /** One row per tensor with another word; the address is that of its image in layout tensor. */
  private static List<Words> words(QuantizedModel a, QuantizedModel b) {
    List<Words> rows = new ArrayList<>();
    for (ParameterSpec spec : a.config().parameters()) {
      short[] left = a.weights(spec.name());
      short[] right = b.weights(spec.name());
      QFormat leftFormat = a.formats().weight(spec.name());
      QFormat rightFormat = b.formats().weight(spec.name());
      int changed = 0;
      int firstAt = -1;
      double largest = 0;
      for (int i = 0; i < left.length; i++) {
        if (left[i] != right[i]) {
          changed++;
          firstAt = firstAt < 0 ? i : firstAt;
        }
        double change = Math.abs(leftFormat.real(left[i]) - rightFormat.real(right[i]));
        largest = Math.max(largest, change);
      }
      if (changed > 0) {
        rows.add(
            new Words(
                spec.name(),
                changed,
                left.length,
                firstAt,
                firstAt / spec.columns(),
                firstAt % spec.columns(),
                largest));
      }
    }
    return rows;
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
                    documents.stream()
                        .map(d -> model.vocabulary().sequence(d, model.config().context()))
                        .toList())
                .natsPerToken());
  }
}
