package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.ExperimentFile;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.ShapeOptions;
import org.microgptrom.cli.option.WeightBitsOptions;
import org.microgptrom.cli.text.FitReport;
import org.microgptrom.cli.text.FitText;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.Alternative;
import org.microgptrom.rtl.plan.LargestModel;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;
import org.microgptrom.rtl.plan.Together;
import org.microgptrom.rtl.plan.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Tells which FPGAs hold a model and how fast it is there, without running any tool; or, of"
            + " no model, the largest one that a device holds.",
    footer = {
      "",
      "The model is a checkpoint, a quantized model, a bundle, or the shape that options give.",
      "Where it does not fit with the lanes that it has, others are tried, and then smaller shapes.",
      "Exit code 0, or 1 if the one device that was named does not hold the model as it is.",
      "",
      "Examples:",
      "  microgpt-rom fit out/bundle",
      "  microgpt-rom fit --layers 2 --embd 64 --device ecp5-85f --weight-bits 4",
      "  microgpt-rom fit --device xc7a100t --vocab 64",
      "  microgpt-rom fit"
    })
public final class FitCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final List<String> SHAPE = List.of("--layers", "--embd", "--heads", "--hidden");

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private ShapeOptions shape;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A checkpoint or quantized model folder, a bundle, or the folder of run.")
  private @Nullable Path path;

  @Option(
      names = "--context",
      paramLabel = "T",
      defaultValue = "16",
      description = "Longest sequence in tokens (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "4096")
  private int context;

  @Option(
      names = "--vocab",
      paramLabel = "SIZE",
      defaultValue = "27",
      description = "Symbols with BOS, for a shape from options (default: ${DEFAULT-VALUE}).")
  @Range(from = "2", to = "4097")
  private int vocab;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      completionCandidates = Candidates.FpgasOrAll.class,
      defaultValue = ALL,
      description = "The FPGA, or all (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--lanes",
      paramLabel = "P",
      description =
          "Multipliers that work at once, a power of two up to 256 (default: the bundle's, or the"
              + " number that is fastest on the device).")
  @Range(from = "1", to = "256")
  private @Nullable Integer lanes;

  @Option(
      names = "--streams",
      paramLabel = "N",
      description =
          "Sequences that share the multipliers, up to 8 (default: the bundle's, or 1). Cycles are"
              + " told of one alone, and of all at work.")
  @Range(from = "1", to = "8")
  private @Nullable Integer streams;

  @Option(
      names = "--units",
      paramLabel = "N",
      description =
          "Matrix units, each with all lanes, that the sequences share; divides --streams (default:"
              + " the bundle's if --streams is not given, or else 1).")
  @Range(from = "1", to = "8")
  private @Nullable Integer units;

  @Option(
      names = "--precompute",
      description =
          "With the first layer's queries, keys and values in ROM, see pack (default: as the"
              + " bundle).")
  private boolean precompute;

  @Mixin private WeightBitsOptions weightBits;
  @Mixin private JsonOptions json;

  /**
   * The model that is to fit.
   *
   * @param coding the codes that stand in ROM for the weights of a shape
   * @param lanes the number of lanes; empty for any number
   */
  private record Request(
      ModelConfig config,
      Function<ModelConfig, Codes> coding,
      int scoreBits,
      Optional<Integer> lanes,
      Variant variant) {}

  @Override
  public Integer call() {
    Console console = common.console();
    FpgaCatalog catalog = FpgaCatalog.get();
    List<Fpga> fpgas =
        device.equalsIgnoreCase(ALL) ? catalog.devices() : List.of(catalog.named(device));
    boolean shaped = SHAPE.stream().anyMatch(this::isGiven);
    if (path != null && shaped) {
      throw new InputException(
          path.toString(),
          "has a shape of its own",
          "leave the options for a shape out, or " + path);
    }
    return path == null && !shaped
        ? largest(catalog, fpgas, console)
        : plan(catalog, fpgas, CommonOptions.checked("fit", this::request), console);
  }

  /** Whether an option is on the command line or in the file of {@code --config}. */
  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option)
        || (spec.defaultValueProvider() instanceof ExperimentFile file
            && file.defaultValue(spec.findOption(option)) != null);
  }

  private Request request() {
    if (path == null) {
      return request(shape.config(context, vocab), Optional.empty(), Optional.empty(), Variant.ONE);
    }
    path = RunFolder.bundleIn(path);
    return switch (Artifact.kind(path)) {
      case CHECKPOINT -> {
        Checkpoint checkpoint = CheckpointCodec.read(path);
        Request request =
            request(checkpoint.config(), Optional.empty(), Optional.empty(), Variant.ONE);
        yield checkpoint.codes().isNone() ? request : withCodes(request, codes(checkpoint));
      }
      case QUANTIZED -> {
        QuantizedModel model = QuantizedCodec.read(path).model();
        yield request(model.config(), Optional.of(model.formats()), Optional.empty(), Variant.ONE);
      }
      case BUNDLE -> {
        try (Bundle bundle = Bundle.open(path)) {
          Manifest manifest = bundle.manifest();
          yield request(
              manifest.config(),
              Optional.of(manifest.formats()),
              Optional.of(manifest.memoryMap().lanes()),
              manifest.variant());
        }
      }
      case TALOS_ROM ->
          throw new InputException(
              path, "is a ROM folder of a TALOS-V2 board, whose circuit is not ours", "");
    };
  }

  private Request request(
      ModelConfig config,
      Optional<Formats> formats,
      Optional<Integer> ownLanes,
      Variant ownSharing) {
    Optional<Integer> wanted = Optional.ofNullable(lanes).or(() -> ownLanes);
    wanted.ifPresent(MemoryMap::requireLanes);
    int bits =
        formats
            .map(own -> CircuitParameters.scoreBits(config, own))
            .orElseGet(() -> CircuitParameters.usualScoreBits(config));
    Variant variant = variant(ownSharing);
    Request request = new Request(config, weightBits::codes, bits, wanted, variant);
    return formats.map(own -> withCodes(request, own.codes())).orElse(request);
  }

  private Variant variant(Variant own) {
    if (streams == null) {
      int shared = units == null ? own.units() : units;
      return new Variant(own.streams(), shared, precompute || own.precomputed());
    }
    return new Variant(streams, units == null ? 1 : units, precompute || own.precomputed());
  }

  private static Codes codes(Checkpoint checkpoint) {
    Map<String, Code> codes = new LinkedHashMap<>();
    checkpoint.config().parameterNames().forEach(tensor -> codes.put(tensor, Code.WORD));
    checkpoint.codes().tensors().forEach((tensor, own) -> codes.put(tensor, own.code(0)));
    return new Codes(codes);
  }

  /** The request for a model that has codes, and smaller ones with the same in each tensor. */
  private Request withCodes(Request request, Codes own) {
    if (weightBits.isGiven()) {
      throw new InputException(
          "--weight-bits", "is for a shape: " + path + " has bits of its own", "leave one out");
    }
    return new Request(
        request.config,
        smaller -> own.of(smaller.parameterNames()),
        request.scoreBits,
        request.lanes,
        request.variant);
  }

  private int plan(FpgaCatalog catalog, List<Fpga> fpgas, Request request, Console console) {
    Planner planner =
        new Planner(
            catalog,
            request.config,
            request.coding.apply(request.config),
            request.variant,
            request.scoreBits);
    List<Plan> plans =
        CommonOptions.checked(
            "fit",
            () ->
                fpgas.stream()
                    .map(
                        fpga ->
                            request
                                .lanes
                                .map(count -> planner.plan(fpga, count))
                                .orElseGet(() -> planner.plan(fpga)))
                    .toList());
    List<Alternative> alternatives =
        IntStream.range(0, plans.size())
            .filter(i -> plans.get(i).verdict() == Verdict.NO)
            .boxed()
            .flatMap(
                i ->
                    Alternative.of(
                        catalog,
                        fpgas.get(i),
                        request.config,
                        request.coding,
                        request.variant,
                        request.scoreBits)
                        .stream())
            .toList();
    FitReport report =
        FitReport.of(
            request.config,
            request.variant,
            planner.size(plans.get(0).lanes()),
            plans,
            alternatives,
            plans.size() == 1 ? together(catalog, fpgas.get(0), request) : Optional.empty());
    write(report);
    FitText.plans(report).forEach(console::result);
    boolean refused = plans.size() == 1 && plans.get(0).verdict() == Verdict.NO;
    return refused ? ExitCode.DIFFERENCE : ExitCode.OK;
  }

  private static Optional<Together> together(FpgaCatalog catalog, Fpga fpga, Request request) {
    Codes codes = request.coding.apply(request.config);
    return Together.of(
        catalog, fpga, request.config, codes, request.variant.precomputed(), request.scoreBits);
  }

  private int largest(FpgaCatalog catalog, List<Fpga> fpgas, Console console) {
    for (String option : List.of("--lanes", "--streams", "--units", "--precompute")) {
      if (isGiven(option)) {
        throw new InputException(option, "needs a model", "name one or give its shape");
      }
    }
    LargestModel search = new LargestModel(catalog, context, vocab, weightBits::codes);
    List<FitReport.Capacity> capacities = new ArrayList<>();
    try (StageProgress progress = new StageProgress(console)) {
      for (Fpga fpga : fpgas) {
        capacities.add(FitReport.Capacity.of(fpga, search.of(fpga)));
        progress.at("devices", capacities.size(), fpgas.size());
      }
    }
    write(FitReport.of(context, vocab, capacities));
    Stream<String> lines =
        capacities.size() == 1
            ? FitText.largest(capacities.get(0))
            : FitText.capacities(capacities);
    console.result(
        "context "
            + context
            + ", "
            + vocab
            + " symbols, hidden width 4 D, one stream"
            + weightBits.text().map(bits -> ", --weight-bits " + bits).orElse("")
            + "\n");
    lines.forEach(console::result);
    return ExitCode.OK;
  }

  private void write(FitReport report) {
    json.write(Json.pretty(report));
  }
}
