package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.FpgaOptions;
import org.microgptrom.cli.option.MemoryFormats;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.attestation.KeyFiles;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.FirstLayer;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.pack.PackOptions;
import org.microgptrom.pack.PackResult;
import org.microgptrom.pack.Packer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Packs a quantized model into a ROM bundle, with the options that steer it. */
public final class PackStage {
  @Option(
      names = "--lanes",
      paramLabel = "P",
      description =
          "Multipliers that one word of the lanes ROM feeds, a power of two up to 256 (default:"
              + " 16).")
  @Range(from = "1", to = "256")
  private @Nullable Integer lanes;

  @Mixin private FpgaOptions fpga;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Sequences that the circuit interleaves on its matrix units, up to 8 (default:"
              + " ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "8")
  private int streams;

  @Option(
      names = "--units",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Matrix units that share the sequences among them, each with all lanes and weights of its"
              + " own; divides --streams (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "8")
  private int units;

  @Option(
      names = "--precompute",
      description =
          "Begin a step with the first layer's queries, keys and values of each symbol at each"
              + " position, from ROM: fewer cycles for more ROM, for small vocabularies and"
              + " contexts.")
  private boolean precompute;

  @Option(
      names = "--vector-tokens",
      paramLabel = "N",
      description =
          "Tokens of golden vectors to add, about (default: 4000, fewer of a model above a million"
              + " parameters, so that it takes seconds).")
  @Range(from = "1", to = "100000")
  private @Nullable Integer vectorTokens;

  @Option(
      names = "--format",
      paramLabel = "LIST",
      completionCandidates = Candidates.FormatsOrAll.class,
      split = ",",
      defaultValue = "readmemh,mif,coe",
      description =
          "Formats of the memory files, separated by commas, or 'all' (default: ${DEFAULT-VALUE}):"
              + " readmemh, readmemb, coe, mif, mif-ranges, mif-unsigned, ihex, ihex-quartus, srec,"
              + " lattice-hex, lattice-bin, lattice-addrhex, gowin-hex, gowin-bin, gowin-addrhex,"
              + " microchip-hex, microchip-bin, vhdl, vhdl-case, verilog-case, systemverilog-case,"
              + " c, raw-le, raw-be, npy. The circuit reads readmemh.")
  private List<String> formats;

  @Option(
      names = "--bank-depth",
      paramLabel = "N",
      description = "Add banks of N words of each image, padded with zeros.")
  @Range(from = "1", to = "1048576")
  private @Nullable Integer bankDepth;

  @Option(
      names = "--bank-width",
      paramLabel = "N",
      description = "Add banks with words of N bits, padded with zeros.")
  @Range(from = "1", to = "4096")
  private @Nullable Integer bankWidth;

  @Option(
      names = "--primitive",
      paramLabel = "BLOCK",
      completionCandidates = Candidates.Primitives.class,
      defaultValue = "none",
      description =
          "Add banks of the size of a memory block: ice40-ebr, ecp5-ebr, nexus-ebr, nexus-lram,"
              + " m9k, m10k, m20k, mlab, ramb18, ramb36, uram, bsram, lsram, efx-ram-5k or"
              + " efx-ram10.")
  private String primitive;

  @Option(
      names = "--placeholder",
      paramLabel = "SEED",
      description =
          "Add random contents of the same sizes, and scripts that replace them by the weights"
              + " after place and route with icebram or ecpbram.")
  @Range(from = "1", to = "2147483647")
  private @Nullable Integer placeholderSeed;

  @Option(
      names = "--sign",
      paramLabel = "KEY",
      description =
          "Sign the bundle's provenance with an Ed25519 private key, a PEM file (openssl genpkey"
              + " -algorithm ed25519).")
  private @Nullable Path signingKey;

  /**
   * Checks the options before a long run needs them.
   *
   * @param config the shape of the model to come
   * @param codes that will stand in ROM for its weights
   */
  public void require(ModelConfig config, Codes codes) {
    options(config, lanes());
    if (precompute) {
      int columns = MemoryMap.tileColumns(config, lanes());
      CommonOptions.check("--precompute", () -> FirstLayer.depth(config, columns));
    }
    if (fpga.isGiven()) {
      fpga.requireHeld(config, codes, variant());
    }
  }

  private Variant variant() {
    return CommonOptions.checked("--units", () -> new Variant(streams, units, precompute));
  }

  /** The number of lanes that was asked for, or the default. */
  private int lanes() {
    return lanes == null ? PackOptions.DEFAULT.lanes() : lanes;
  }

  /** The pack options, checked, for a model of this shape. */
  private PackOptions options(ModelConfig config, int lanes) {
    if (fpga.isGiven() && this.lanes != null) {
      throw new InputException(
          "--fpga and --lanes", "both say how many lanes there are", "give one of the two");
    }
    if (this.lanes != null) {
      CommonOptions.check("--lanes", () -> MemoryMap.requireLanes(lanes));
    }
    return CommonOptions.checked(
        "pack options",
        () ->
            new PackOptions(
                lanes,
                variant(),
                vectorTokens == null
                    ? PackOptions.defaultVectorTokens(config.parameterCount())
                    : vectorTokens,
                memoryFormats(),
                geometry(),
                orZero(placeholderSeed),
                Optional.ofNullable(signingKey).map(KeyFiles::privateKey)));
  }

  private List<MemoryFormat> memoryFormats() {
    return formats.equals(List.of("all"))
        ? List.of(MemoryFormat.values())
        : formats.stream().map(String::strip).map(MemoryFormats::named).toList();
  }

  private Geometry geometry() {
    Primitive block =
        Primitive.named(primitive)
            .orElseThrow(
                () ->
                    new InputException(
                        "--primitive",
                        "unknown memory block '" + primitive + "'",
                        NearestName.advice(primitive, List.of(Primitive.values()))));
    return new Geometry(block, orZero(bankDepth), orZero(bankWidth));
  }

  /** The option's value, 0 where it is not given. */
  private static int orZero(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  public PackResult run(Quantized quantized, Path target, Console console) {
    QuantizedModel model = quantized.model();
    int chosen = fpga.isGiven() ? fpga.lanes(model, variant(), console) : lanes();
    PackOptions options = options(model.config(), chosen);
    PackResult result;
    try (StageProgress progress = new StageProgress(console)) {
      result = Packer.pack(quantized, options, target, progress);
    }
    if (!options.geometry().primitive().note().isEmpty()) {
      console.progress("pack: " + options.geometry().primitive().note());
    }
    console.progress(
        "pack: "
            + TableText.count(result.words())
            + " words in "
            + result.manifest().memoryMap().images().size()
            + " images, "
            + result.files().size()
            + " files, "
            + TableText.size(result.bytes()));
    return result;
  }
}
