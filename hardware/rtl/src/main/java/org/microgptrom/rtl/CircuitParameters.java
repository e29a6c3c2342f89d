package org.microgptrom.rtl;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;

/**
 * The generated file {@link Circuit#PARAMETERS}, which fits the circuit to one model: a package
 * with its shape, its shifts, its program and its ROMs. {@code docs/formats.md} defines it.
 */
public final class CircuitParameters {
  /** The images that the circuit reads. */
  private static final List<Rom> ROMS =
      List.of(
          new Rom("Weights", MemoryMap.LANES_IMAGE),
          new Rom("Wte", MemoryMap.WTE_LANES_IMAGE),
          new Rom("Wpe", MemoryMap.WPE_LANES_IMAGE),
          new Rom("Exp2", "exp2"),
          new Rom("Rsqrt", "rsqrt"),
          new Rom("Recip", "recip"));

  private static final int MAX_STREAMS = 8;
  private static final int LEAST_SCORE_BITS = 18;

  private final ModelConfig config;
  private final MemoryMap map;
  private final CircuitSizes sizes;
  private final int streams;
  private final PackageText text = new PackageText();

  /**
   * One memory of the circuit.
   *
   * @param prefix of the memory's names in the package
   */
  private record Rom(String prefix, String image) {}

  private CircuitParameters(ModelConfig config, MemoryMap map, int streams) {
    this.config = config;
    this.map = map;
    this.sizes = new CircuitSizes(config, map.lanes());
    this.streams = requireStreams(streams);
  }

  /**
   * Requires a number of sequences that one circuit can interleave, 1..8, and returns it.
   *
   * @throws IllegalArgumentException for any other
   */
  public static int requireStreams(int streams) {
    if (streams < 1 || streams > MAX_STREAMS) {
      throw new IllegalArgumentException(
          "streams must be in 1.." + MAX_STREAMS + ", not " + streams);
    }
    return streams;
  }

  /** The names of the images that {@link #of} needs. */
  public static List<String> images() {
    return ROMS.stream().map(Rom::image).toList();
  }

  /**
   * The file's text, ASCII with LF line ends.
   *
   * @param map of a model of this shape, {@link MemoryMap#of}
   * @param streams number of sequences that the circuit interleaves, 1..8
   * @param images the images by name, at least {@link #images}; their words give the signatures
   * @throws IllegalArgumentException if the formats are not of a model of this shape
   */
  public static String of(
      ModelConfig config,
      Formats formats,
      MemoryMap map,
      int streams,
      Map<String, RomImage> images) {
    formats.requireFit(config);
    CircuitParameters parameters = new CircuitParameters(config, map, streams);
    parameters.header();
    parameters.shape();
    List<Instruction> program = Program.of(config, formats, map);
    Shifts shifts = Shifts.of(config, formats, program);
    parameters.shifts(shifts);
    parameters.sizes(shifts);
    parameters.latencies();
    List<Rom> roms = roms(map);
    int depth = roms.stream().mapToInt(rom -> map.image(rom.image).depth()).max().orElseThrow();
    parameters.program(program, shifts, depth);
    roms.forEach(rom -> parameters.rom(rom, image(images, rom.image)));
    return parameters.text.line("  // verilator lint_on UNUSEDPARAM").line("endpackage").toString();
  }

  /** The memories of a model: of its matrices one for each width of their words. */
  private static List<Rom> roms(MemoryMap map) {
    List<String> present = map.images().stream().map(MemoryMap.Image::name).toList();
    Stream<Rom> narrow =
        Code.WIDTHS.stream()
            .filter(bits -> bits < Short.SIZE)
            .map(bits -> new Rom("Weights" + bits, MemoryMap.lanesImage(bits)));
    return Stream.concat(narrow, ROMS.stream()).filter(rom -> present.contains(rom.image)).toList();
  }

  private static RomImage image(Map<String, RomImage> images, String name) {
    return Objects.requireNonNull(images.get(name), name);
  }

  /**
   * The bits of a score or scaled logit on its way through softmax, where it is not clamped: the
   * package's {@code RawBits}.
   */
  public static int scoreBits(ModelConfig config, Formats formats) {
    List<Instruction> program = Program.of(config, formats, MemoryMap.of(config, 1));
    Shifts shifts = Shifts.of(config, formats, program);
    return scoreBits(config, shifts.smallestScore(), shifts.temperature());
  }

  /**
   * The bits of a score or scaled logit in a circuit that shifts sums to scores and scaled logits
   * by at least these shifts.
   */
  public static int scoreBits(ModelConfig config, int smallestScoreShift, int temperatureShift) {
    int score = 33 + FixedMath.ceilLog2(config.headDim()) - smallestScoreShift;
    return Math.max(LEAST_SCORE_BITS, Math.max(score, 34 - temperatureShift));
  }

  private void header() {
    text.line("// Generated by microgpt-rom from the model; a change here is lost and found out.")
        .line(
            String.format(
                Locale.ROOT,
                "// Layers %d, width %d, heads %d, context %d, hidden %d, symbols %d; %d lanes.",
                config.layers(),
                config.embd(),
                config.heads(),
                config.context(),
                config.hidden(),
                config.vocabSize(),
                map.lanes()))
        .line("package microgpt_params;")
        .line("  // verilator lint_off UNUSEDPARAM");
  }

  private void shape() {
    text.number("Layers", config.layers())
        .number("Embd", config.embd())
        .number("Heads", config.heads())
        .number("HeadDim", config.headDim())
        .number("Context", config.context())
        .number("Hidden", config.hidden())
        .number("Vocab", config.vocabSize())
        .number("Rows", sizes.rows())
        .number("Cols", sizes.columns())
        .number("Streams", streams)
        .number(
            "IndexBits", Widths.ofCount(config.hidden() + config.context() + config.vocabSize()))
        .number("EmbdBits", Widths.ofCount(sizes.embdGroups()))
        .number("HeadBits", Widths.ofCount(config.heads()))
        .number("PosBits", Widths.ofCount(config.context() + 1))
        .number("TokenBits", Widths.ofCount(config.vocabSize()));
  }

  private void shifts(Shifts shifts) {
    text.wide("EpsEmbedding", shifts.epsilonEmbedding())
        .wide("EpsResidual", shifts.epsilonResidual())
        .number("NormShift", shifts.norm())
        .number("EmbedShift", shifts.embed())
        .number("TempShift", shifts.temperature())
        .number("MinShift", shifts.smallest())
        .number("MaxShift", shifts.largest())
        .number("ScaleMin", shifts.smallestScale())
        .number("ScaleMax", shifts.largestScale())
        .number("TableShift", Shifts.TABLE_BITS);
  }

  private void sizes(Shifts shifts) {
    int squareSumBits = squareSumBits(shifts);
    text.number("EmbdGroups", sizes.embdGroups())
        .number("HiddenGroups", sizes.hiddenGroups())
        .number("PosGroups", sizes.positionGroups())
        .number("VocabGroups", sizes.vocabularyGroups())
        .number("SoftmaxGroups", sizes.softmaxGroups())
        .number("SoftmaxIndexBits", sizes.softmaxIndexBits())
        .number("EmbdTiles", sizes.embdTiles())
        .number("CacheLayerDepth", Math.toIntExact(sizes.cacheLayerDepth()))
        .number("VectorDepth", sizes.vectorDepth())
        .number("Banks", sizes.banks())
        .number("BankDepth", sizes.bankDepth())
        .number("SearchPieces", CircuitSizes.SEARCH_PIECES)
        .number("SumBits", sizes.sumBits())
        .number("RawBits", scoreBits(config, shifts.smallestScore(), shifts.temperature()))
        .number("SquareSumBits", squareSumBits)
        .number("ExpBits", FixedMath.ceilLog2(squareSumBits))
        .number("WeightSumBits", sizes.weightSumBits());
  }

  /** Bits of the largest sum of squares with its epsilon; odd, as an even exponent asks for. */
  private int squareSumBits(Shifts shifts) {
    long most =
        ((long) config.embd() << 30)
            + Math.max(shifts.epsilonEmbedding(), shifts.epsilonResidual());
    return Long.SIZE - Long.numberOfLeadingZeros(most) | 1;
  }

  private void latencies() {
    for (Latency latency : Latency.values()) {
      text.number(latency.constant(), latency.cycles());
    }
  }

  private void program(List<Instruction> program, Shifts shifts, int depth) {
    Widths widths = Widths.of(program, config.layers(), shifts.smallest(), shifts.largest(), depth);
    text.number("ProgramLength", program.size())
        .number("PcBits", widths.pc())
        .number("KindBits", widths.kind())
        .number("LayerBits", widths.layer())
        .number("ShiftBits", widths.shift())
        .number("TileBits", widths.tile())
        .number("GroupBits", widths.group())
        .number("LastBits", widths.last())
        .number("BaseBits", widths.base())
        .number("InstructionBits", widths.instruction());
    for (Instruction.Kind kind : Instruction.Kind.values()) {
      text.constant(kind.constant(), "KindBits", kind.code());
    }
    text.line("  // {kind, layer, shift, tiles - 1, groups - 1, last groups - 1, base}")
        .line("  function automatic logic [InstructionBits-1:0] instruction(")
        .line("      input logic [PcBits-1:0] pc);")
        .line("    case (pc)");
    for (int pc = 0; pc < program.size(); pc++) {
      Instruction row = program.get(pc);
      String at = pc == program.size() - 1 ? "default" : PackageText.literal(widths.pc(), pc);
      text.line("      " + at + ": instruction = " + widths.fields(row) + "; // " + row.kind());
    }
    text.line("    endcase").line("  endfunction");
  }

  private void rom(Rom rom, RomImage image) {
    text.number(rom.prefix + "Depth", image.depth())
        .number(rom.prefix + "Width", image.width())
        .bits(rom.prefix + "Signature", image.signature())
        .string(rom.prefix + "File", MemoryFormat.READMEMH.path(image.name()));
  }
}
