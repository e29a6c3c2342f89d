package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.talos.TalosModel;
import org.microgptrom.model.talos.TalosRom;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.verify.bundle.Bundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Prints what a checkpoint, a quantized model or a bundle holds.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom inspect out/checkpoint",
      "  microgpt-rom inspect names.tar.gz"
    })
final class InspectCommand implements Callable<Integer> {
  private static final int MAP_COLUMNS = 40;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "PATH",
      description = "A checkpoint or quantized model folder, a bundle, or a TALOS-V2 ROM folder.")
  private Path path;

  private Console console;

  @Override
  public Integer call() {
    console = common.console();
    switch (Artifact.kind(path)) {
      case CHECKPOINT -> checkpoint(CheckpointCodec.read(path));
      case QUANTIZED -> quantized(QuantizedCodec.read(path));
      case BUNDLE -> bundle();
      case TALOS_ROM -> talos(TalosRom.readIntact(path));
    }
    return ExitCode.OK;
  }

  private void checkpoint(Checkpoint checkpoint) {
    console.result("checkpoint, 32-bit floating point");
    model(checkpoint.config(), checkpoint.vocabulary(), checkpoint.provenance());
    List<List<String>> rows = new ArrayList<>();
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      double largest = 0;
      double squares = 0;
      for (float weight : checkpoint.weights().get(spec.name())) {
        largest = Math.max(largest, Math.abs(weight));
        squares += (double) weight * weight;
      }
      rows.add(
          List.of(
              spec.name(),
              spec.rows() + " x " + spec.columns(),
              TableText.figure(largest),
              TableText.figure(Math.sqrt(squares / spec.size()))));
    }
    console.result(TableText.of(List.of("tensor", "shape", "max |w|", "rms"), rows));
  }

  private void quantized(Quantized quantized) {
    console.result("quantized model, 16-bit fixed point");
    model(
        quantized.model().config(), quantized.model().vocabulary(), quantized.lineage().training());
    QuantizeStage.tables(QuantizedFolder.readReport(path)).forEach(console::result);
  }

  private void bundle() {
    try (Bundle bundle = Bundle.open(path)) {
      Manifest manifest = bundle.manifest();
      MemoryMap map = manifest.memoryMap();
      console.result(
          "ROM bundle for "
              + map.lanes()
              + " lanes, "
              + manifest.streams()
              + (manifest.streams() == 1 ? " stream" : " streams")
              + ", formats "
              + manifest.memoryFormats().stream()
                  .map(MemoryFormat::toString)
                  .collect(Collectors.joining(", ")));
      model(manifest.config(), manifest.vocabulary(), manifest.lineage().training());
      List<List<String>> images = new ArrayList<>();
      long bits = 0;
      for (MemoryMap.Image image : map.images()) {
        images.add(
            List.of(
                image.name(),
                image.layout().toString().toLowerCase(Locale.ROOT),
                Integer.toString(image.width()),
                TableText.count(image.depth()),
                TableText.count((long) image.width() * image.depth())));
        bits += image.layout() == Layout.TENSOR ? 0 : (long) image.width() * image.depth();
      }
      console.result(TableText.of(List.of("image", "layout", "width", "depth", "bits"), images));
      console.result("lanes images and tables: " + TableText.count(bits) + " bits of ROM\n");
      List<List<String>> regions = new ArrayList<>();
      map.images().stream()
          .filter(image -> image.layout() == Layout.LANES)
          .forEach(
              image ->
                  map.regionsOf(image.name())
                      .forEach(region -> regions.add(row(region, image.depth()))));
      console.result(
          TableText.of(
              List.of("tensor", "lanes image", "shape", "tile", "base", "words", "map"), regions));
    }
  }

  private void talos(TalosRom rom) {
    console.result("ROM folder of a TALOS-V2 board, 16-bit words in " + TalosModel.FORMAT);
    rom.manifest().ifPresent(m -> model(TalosModel.CONFIG, m.vocabulary(), m.training()));
    List<List<String>> rows = new ArrayList<>();
    for (ParameterSpec spec : TalosModel.CONFIG.parameters()) {
      int largest = 0;
      for (short word : rom.model().weights().get(spec.name())) {
        largest = Math.max(largest, Math.abs(word));
      }
      rows.add(
          List.of(
              TalosRom.fileName(spec.name()),
              spec.rows() + " x " + spec.columns(),
              TableText.figure(TalosModel.FORMAT.real(largest)),
              rom.manifest()
                  .map(m -> TableText.count(m.clamped().getOrDefault(spec.name(), 0)))
                  .orElse("?")));
    }
    console.result(TableText.of(List.of("file", "shape", "max |w|", "clamped"), rows));
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

  /** Where a region lies in its image, to scale; a short one is drawn too. */
  private static String bar(Region region, int imageDepth) {
    int from = (int) ((long) MAP_COLUMNS * region.base() / imageDepth);
    int to = (int) ((long) MAP_COLUMNS * (region.base() + region.depth()) / imageDepth);
    int length = Math.max(1, to - from);
    from = Math.min(from, MAP_COLUMNS - length);
    return ".".repeat(from) + "#".repeat(length) + ".".repeat(MAP_COLUMNS - from - length);
  }

  private void model(ModelConfig config, Vocabulary vocabulary, Provenance training) {
    console.result(
        TableText.count(config.parameterCount()) + " parameters: " + TableText.shape(config));
    console.result(
        config.vocabSize() + " symbols: BOS and " + String.join("", vocabulary.symbols()));
    Provenance.CorpusId corpus = training.corpus();
    if (training.wasImported()) {
      console.result("imported by " + training.tool() + " from " + corpus.name());
      console.result("its SHA-256 " + corpus.sha256() + "\n");
      return;
    }
    console.result(
        "trained by "
            + training.tool()
            + ", recipe "
            + training.recipe()
            + ", seed "
            + training.seed()
            + ", "
            + TableText.count(training.steps())
            + " steps on corpus "
            + corpus.name()
            + " ("
            + TableText.count(corpus.documents())
            + " documents, "
            + TableText.count(corpus.heldOut())
            + " held out)");
    console.result("corpus SHA-256 " + corpus.sha256() + "\n");
  }
}
