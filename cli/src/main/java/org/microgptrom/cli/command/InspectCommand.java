package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.Inspection;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Terminal;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.stage.QuantizeStage;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.talos.TalosModel;
import org.microgptrom.talos.TalosRom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Prints what a checkpoint, a quantized model or a bundle holds.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom inspect out/checkpoint",
      "  microgpt-rom inspect names.tar.gz"
    })
public final class InspectCommand implements Callable<Integer> {
  private static final int MAP_COLUMNS = 40;

  /** The number of characters, about, that a line has before the map. */
  private static final int BEFORE_MAP = 70;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "PATH",
      description =
          "A checkpoint or quantized model folder, a bundle, the folder of run, or a TALOS-V2 ROM folder.")
  private Path path;

  @Mixin private JsonOptions json;

  @Override
  public Integer call() {
    path = RunFolder.bundleIn(path);
    Artifact kind = Artifact.kind(path);
    Inspection found = inspect(kind);
    switch (kind) {
      case CHECKPOINT -> checkpoint(found);
      case QUANTIZED -> quantized(found);
      case BUNDLE -> bundle(found);
      case TALOS_ROM -> talos(found);
    }
    json.write(Json.pretty(found));
    return ExitCode.OK;
  }

  private Console console() {
    return common.console();
  }

  private Inspection inspect(Artifact kind) {
    return switch (kind) {
      case CHECKPOINT -> Inspection.of(CheckpointCodec.read(path));
      case QUANTIZED -> Inspection.of(QuantizedCodec.read(path), QuantizedFolder.readReport(path));
      case BUNDLE -> {
        try (Bundle bundle = Bundle.open(path)) {
          yield Inspection.of(bundle.manifest());
        }
      }
      case TALOS_ROM -> Inspection.of(TalosRom.readIntact(path));
    };
  }

  private void checkpoint(Inspection found) {
    console().result("checkpoint, 32-bit floating point");
    model(found);
    console()
        .result(
            TableText.of(
                List.of("tensor", "shape", "bits in ROM", "codebook", "max |w|", "rms"),
                Objects.requireNonNull(found.tensors()).stream()
                    .map(
                        tensor ->
                            List.of(
                                tensor.tensor(),
                                tensor.rows() + " x " + tensor.columns(),
                                Objects.requireNonNull(tensor.bits()).toString(),
                                tensor.codebook() == null ? "-" : tensor.codebook(),
                                TableText.figure(tensor.largest()),
                                TableText.figure(tensor.rms())))
                    .toList()));
    if (found.codebooks() != null) {
      console().result("");
      found.codebooks().forEach((name, values) -> console().result(name + ": " + values));
    }
  }

  private void quantized(Inspection found) {
    console().result("quantized model, 16-bit fixed point");
    model(found);
    QuantizeStage.tables(Objects.requireNonNull(found.report())).forEach(console()::result);
  }

  private void bundle(Inspection found) {
    Inspection.Roms roms = Objects.requireNonNull(found.roms());
    console()
        .result(
            "ROM bundle for "
                + roms.lanes()
                + " lanes, "
                + roms.streams()
                + (roms.streams() == 1 ? " stream" : " streams")
                + (roms.units() == 1 ? "" : " on " + roms.units() + " units")
                + ", formats "
                + roms.formats().stream()
                    .map(MemoryFormat::toString)
                    .collect(Collectors.joining(", ")));
    model(found);
    console()
        .result(
            TableText.of(
                List.of("image", "layout", "values", "width", "depth", "bits"),
                roms.images().stream()
                    .map(
                        image ->
                            List.of(
                                image.name(),
                                image.layout().toString().toLowerCase(Locale.ROOT),
                                image.valuesPerWord() + " x " + image.valueBits() + " bits",
                                Integer.toString(image.width()),
                                TableText.count(image.depth()),
                                TableText.count((long) image.width() * image.depth())))
                    .toList()));
    console()
        .result("lanes images and tables: " + TableText.count(roms.romBits()) + " bits of ROM\n");
    Map<String, Integer> depths =
        roms.images().stream()
            .collect(Collectors.toMap(MemoryMap.Image::name, MemoryMap.Image::depth));
    console()
        .result(
            TableText.of(
                List.of("tensor", "lanes image", "shape", "tile", "base", "words", "map"),
                roms.regions().stream()
                    .map(region -> row(region, Objects.requireNonNull(depths.get(region.image()))))
                    .toList()));
  }

  private void talos(Inspection found) {
    console().result("ROM folder of a TALOS-V2 board, 16-bit words in " + TalosModel.FORMAT);
    if (found.training() != null) {
      model(found);
    }
    console()
        .result(
            TableText.of(
                List.of("file", "shape", "max |w|", "clamped"),
                Objects.requireNonNull(found.tensors()).stream()
                    .map(
                        tensor ->
                            List.of(
                                tensor.file(),
                                tensor.rows() + " x " + tensor.columns(),
                                TableText.figure(tensor.largest()),
                                tensor.clamped() == null ? "?" : TableText.count(tensor.clamped())))
                    .toList()));
  }

  private static List<String> row(Region region, int imageDepth) {
    return List.of(
        region.tensor(),
        region.image(),
        region.rows() + " x " + region.columns(),
        region.tileRows() + " x " + region.tileColumns(),
        Integer.toString(region.base()),
        Integer.toString(region.depth()),
        bar(region, imageDepth));
  }

  /** Draws to scale where a region lies in its image; a short one is drawn, too. */
  private static String bar(Region region, int imageDepth) {
    int columns =
        Math.max(
            MAP_COLUMNS / 4,
            Math.min(MAP_COLUMNS, Terminal.resultColumns().orElse(Integer.MAX_VALUE) - BEFORE_MAP));
    int from = (int) ((long) columns * region.base() / imageDepth);
    int to = (int) ((long) columns * (region.base() + region.depth()) / imageDepth);
    int length = Math.max(1, to - from);
    from = Math.min(from, columns - length);
    return ".".repeat(from) + "#".repeat(length) + ".".repeat(columns - from - length);
  }

  private void model(Inspection found) {
    Provenance training = Objects.requireNonNull(found.training());
    Vocabulary vocabulary = Objects.requireNonNull(found.vocabulary());
    console()
        .result(
            TableText.count(found.parameters())
                + " parameters: "
                + TableText.shape(found.config()));
    console()
        .result(found.config().vocabSize() + " symbols: BOS and " + TableText.symbols(vocabulary));
    Provenance.CorpusId corpus = training.corpus();
    if (training.wasImported()) {
      console().result("imported by " + training.tool() + " from " + VisibleText.of(corpus.name()));
      console().result("its SHA-256 " + corpus.sha256() + "\n");
      return;
    }
    console()
        .result(
            "trained by "
                + training.tool()
                + ", recipe "
                + training.recipe()
                + ", seed "
                + training.seed()
                + ", "
                + TableText.count(training.steps())
                + " steps on corpus "
                + VisibleText.of(corpus.name())
                + " ("
                + TableText.count(corpus.documents())
                + " "
                + corpus.parts()
                + ", "
                + TableText.count(corpus.heldOut())
                + " held out)");
    if (!corpus.preparation().isEmpty()) {
      console().result("prepared: " + VisibleText.of(String.join(", ", corpus.preparation())));
    }
    if (!corpus.labels().isEmpty()) {
      console().result("labels " + VisibleText.of(corpus.labelsText()));
    }
    console().result("corpus SHA-256 " + corpus.sha256() + "\n");
  }
}
