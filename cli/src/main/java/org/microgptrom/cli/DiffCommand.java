package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Loss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
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
final class DiffCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private CorpusOptions corpus;

  @Parameters(index = "0", paramLabel = "A", description = "A bundle or a quantized model folder.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "The other one.")
  private Path second;

  private final List<List<String>> facts = new ArrayList<>();

  @Override
  public Integer call() {
    QuantizedModel a = Artifact.model(first);
    QuantizedModel b = Artifact.model(second);
    Quantized.Lineage past = Artifact.lineage(first);
    compare(facts(a, past), facts(b, Artifact.lineage(second)));
    List<List<String>> words = a.config().equals(b.config()) ? words(a, b) : List.of();
    if (facts.isEmpty() && words.isEmpty()) {
      common.console().result("no difference");
      return ExitCode.OK;
    }
    if (!facts.isEmpty()) {
      common.console().result(TableText.of(List.of("fact", "A", "B"), facts) + "\n");
    }
    if (!words.isEmpty()) {
      common
          .console()
          .result(
              TableText.of(
                      List.of(
                          "tensor", "words changed", "of", "first at address", "largest change"),
                      words)
                  + "\n");
    }
    loss(a, b, past.training());
    return ExitCode.DIFFERENCE;
  }

  private void compare(Map<String, String> a, Map<String, String> b) {
    Map<String, String> all = new LinkedHashMap<>(a);
    b.forEach(all::putIfAbsent);
    for (String fact : all.keySet()) {
      String left = a.getOrDefault(fact, "-");
      String right = b.getOrDefault(fact, "-");
      if (!left.equals(right)) {
        facts.add(List.of(fact, left, right));
      }
    }
  }

  private static Map<String, String> facts(QuantizedModel model, Quantized.Lineage past) {
    Map<String, String> facts = new LinkedHashMap<>();
    ModelConfig config = model.config();
    facts.put("layers", Integer.toString(config.layers()));
    facts.put("embd", Integer.toString(config.embd()));
    facts.put("heads", Integer.toString(config.heads()));
    facts.put("context", Integer.toString(config.context()));
    facts.put("hidden", Integer.toString(config.hidden()));
    facts.put("symbols", String.join("", model.vocabulary().symbols()));
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
  private static List<List<String>> words(QuantizedModel a, QuantizedModel b) {
    List<List<String>> rows = new ArrayList<>();
    for (ParameterSpec spec : a.config().parameters()) {
      short[] left = a.weights().get(spec.name());
      short[] right = b.weights().get(spec.name());
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
            List.of(
                spec.name(),
                TableText.count(changed),
                TableText.count(left.length),
                firstAt
                    + " (row "
                    + firstAt / spec.columns()
                    + ", column "
                    + firstAt % spec.columns()
                    + ")",
                TableText.figure(largest)));
      }
    }
    return rows;
  }

  private void loss(QuantizedModel a, QuantizedModel b, Provenance training) {
    if (!a.vocabulary().equals(b.vocabulary())) {
      common.console().progress("no losses are compared, as the vocabularies differ");
      return;
    }
    boolean isKnown =
        !training.wasImported()
            && NamedCorpus.all().stream()
                .anyMatch(named -> named.name().equals(training.corpus().name()));
    if (!corpus.isNamed() && !isKnown) {
      common.console().progress("for the effect on the loss pass --data, A's own corpus");
      return;
    }
    Split split = corpus.loadAgain(training);
    List<String> documents = split.validation().isEmpty() ? split.training() : split.validation();
    double left = loss(a, documents);
    double right = loss(b, documents);
    common
        .console()
        .result(
            String.format(
                Locale.ROOT,
                "loss %.4f and %.4f nats per token, B - A = %+.4f (%,d documents)",
                left,
                right,
                right - left,
                documents.size()));
  }

  private static double loss(QuantizedModel model, List<String> documents) {
    return CommonOptions.checked(
        "corpus",
        () ->
            Loss.of(
                    LogitSource.of(model),
                    documents.stream()
                        .map(d -> model.vocabulary().sequence(d, model.config().context()))
                        .toList())
                .natsPerToken());
  }
}
