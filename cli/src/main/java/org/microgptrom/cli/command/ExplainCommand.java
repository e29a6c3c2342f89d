package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.text.WalkText;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Site;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.walk.RomPlaces;
import org.microgptrom.model.walk.RomSpan;
import org.microgptrom.model.walk.TokenWalk;
import org.microgptrom.model.walk.WalkStep;
import org.microgptrom.pack.PackOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Walks one token through the circuit: the words that it reads from ROM, the integers at every"
            + " site beside their real and their float values, attention, and what comes next.",
    footer = {
      "",
      "Errors are distances from the float model, a checkpoint. Examples:",
      "  microgpt-rom explain out/bundle --text emma",
      "  microgpt-rom explain out/bundle --text emma --position 2 --site attention --layer 0 --all",
      "  microgpt-rom explain cities.tar.gz --text oslo --checkpoint checkpoint --json walk.json"
    })
public final class ExplainCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private JsonOptions json;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A bundle or the folder of run, or a quantized model folder: then addresses are those that pack gives by"
              + " default.")
  private Path path;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      required = true,
      description = "What the model has read after BOS; may be empty.")
  private String text;

  @Option(
      names = "--position",
      paramLabel = "N",
      description = "The token to walk, 0 for BOS (default: the last one of the text).")
  @Range(from = "0", to = "4095")
  private @Nullable Integer position;

  @Mixin private CheckpointOptions checkpoint;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      completionCandidates = Candidates.Sites.class,
      description = "Print the steps of this site only: embedding, norm, residual, q, ..., logits.")
  private @Nullable String siteName;

  @Option(names = "--layer", paramLabel = "N", description = "Print the steps of this layer only.")
  @Range(from = "0", to = "63")
  private @Nullable Integer layer;

  @Option(
      names = "--all",
      description = "Print all elements, not the first eight and the extremes.")
  private boolean all;

  /**
   * The content of the JSON file.
   *
   * @param romSha256 digest of the bundle's ROM words; null for a quantized model, whose addresses
   *     are pack's defaults
   * @param checkpointSha256 digest of the float model's tensors; null without a float model
   * @param firstLayer what the circuit reads instead of computing up to the first layer's v; null
   *     where it is not in ROM
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Explanation(
      String tool,
      @Nullable String romSha256,
      @Nullable String checkpointSha256,
      @Nullable RomSpan firstLayer,
      TokenWalk walk) {}

  /**
   * The model that is walked through.
   *
   * @param romSha256 digest of the bundle's ROM words; empty for a quantized model
   */
  private record Source(
      QuantizedModel model,
      Quantized.Lineage lineage,
      Optional<String> romSha256,
      RomPlaces places) {}

  @Override
  public Integer call() {
    Optional<Site> site = Optional.ofNullable(siteName).map(ExplainCommand::site);
    Source from = source();
    if (layer != null && (layer < 0 || layer >= from.model.config().layers())) {
      throw new InputException(
          "--layer", "must be in 0.." + (from.model.config().layers() - 1) + ", not " + layer, "");
    }
    Optional<Checkpoint> floats =
        checkpoint
            .folder(path, from.lineage.checkpointSha256(), common.console())
            .map(CheckpointCodec::read);
    String spelt = Preparation.of(from.lineage.training().corpus()).spell(text);
    TokenWalk walk =
        CommonOptions.checked(
            position == null ? "--text" : "--text, --position",
            () ->
                position == null
                    ? TokenWalk.of(from.model, floats, from.places, spelt)
                    : TokenWalk.of(from.model, floats, from.places, spelt, position));
    int token = walk.tokens().get(walk.position()).id();
    Optional<RomSpan> firstLayer =
        from.places.firstLayer(from.model.config(), token, walk.position());
    print(walk, firstLayer, site);
    json.write(
        Json.pretty(
            new Explanation(
                ToolVersion.current(),
                from.romSha256.orElse(null),
                floats.isEmpty() ? null : from.lineage.checkpointSha256(),
                firstLayer.orElse(null),
                walk)));
    return ExitCode.OK;
  }

  private Source source() {
    path = RunFolder.bundleIn(path);
    if (Artifact.kindOfFixedPoint(path) == Artifact.QUANTIZED) {
      Quantized quantized = QuantizedCodec.read(path);
      MemoryMap map =
          MemoryMap.of(
              quantized.model().config(),
              quantized.model().formats().codes(),
              PackOptions.DEFAULT.lanes());
      return new Source(
          quantized.model(), quantized.lineage(), Optional.empty(), new RomPlaces(map, List.of()));
    }
    try (Bundle bundle = Bundle.open(path)) {
      Manifest manifest = bundle.manifest();
      return new Source(
          BundleModel.read(bundle),
          manifest.lineage(),
          Optional.of(manifest.romSha256()),
          RomPlaces.of(manifest));
    }
  }

  private static Site site(String name) {
    List<String> known = Arrays.stream(Site.values()).map(Site::label).toList();
    return Arrays.stream(Site.values())
        .filter(site -> site.label().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--site",
                    "unknown site '" + name + "', one of " + String.join(", ", known),
                    "did you mean " + NearestName.of(name, known) + "?"));
  }

  private void print(TokenWalk walk, Optional<RomSpan> firstLayer, Optional<Site> site) {
    List<WalkStep> steps =
        walk.steps().stream()
            .filter(step -> site.isEmpty() || step.site() == site.get())
            .filter(step -> layer == null || step.layer() == layer)
            .toList();
    if (steps.isEmpty()) {
      throw new InputException("--layer", siteName + " is outside of the layers", "leave it out");
    }
    Console console = common.console();
    WalkText printer = new WalkText(walk, all);
    console.result(printer.heading());
    firstLayer.map(WalkText::firstLayer).ifPresent(console::result);
    steps.forEach(step -> printer.step(step).forEach(console::result));
    if (layer == null && (site.isEmpty() || site.get() == Site.LOGITS)) {
      printer.prediction().forEach(console::result);
    }
  }
}
