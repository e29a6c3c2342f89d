package org.microgptrom.rtl.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.FirstLayer;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitSizes;
import org.microgptrom.rtl.plan.Memory.Kind;
import org.microgptrom.rtl.plan.Memory.Place;

/**
 * The memories of the circuit of one shape: the widths and depths that its modules give their
 * memories.
 */
public final class CircuitMemories {
  private static final int WORD = RomImage.LANE_BITS;

  private final ModelConfig config;
  private final Codes codes;
  private final int lanes;
  private final CircuitSizes sizes;
  private final Variant variant;
  private final List<Memory> memories = new ArrayList<>();

  private CircuitMemories(ModelConfig config, Codes codes, int lanes, Variant variant) {
    this.config = config;
    this.codes = codes;
    this.lanes = lanes;
    this.sizes = new CircuitSizes(config, lanes);
    this.variant = variant;
  }

  /**
   * All memories, the weights first.
   *
   * @param codes that stand in ROM for the weights
   * @param lanes P, a power of two, 1..256
   * @param variant of the circuit
   * @param scoreBits bits of a score or scaled logit, which depend on the formats
   * @throws IllegalArgumentException if a memory has more words than can be addressed
   */
  public static List<Memory> of(
      ModelConfig config, Codes codes, int lanes, Variant variant, int scoreBits) {
    CircuitMemories circuit = new CircuitMemories(config, codes, lanes, variant);
    circuit.ofUnits();
    circuit.ofStreams(scoreBits);
    return List.copyOf(circuit.memories);
  }

  /** Whether no memory has more words than can be addressed. */
  static boolean isAddressable(ModelConfig config, Codes codes, int lanes, Variant variant) {
    CircuitMemories circuit = new CircuitMemories(config, codes, lanes, variant);
    return Code.WIDTHS.stream().allMatch(bits -> circuit.matrixWords(bits) <= Integer.MAX_VALUE)
        && circuit.cacheWords() <= Integer.MAX_VALUE
        && (!variant.precomputed() || FirstLayer.isAllowed(config, circuit.sizes.columns()));
  }

  private void ofUnits() {
    int units = variant.units();
    for (int bits : Code.WIDTHS) {
      long words = matrixWords(bits);
      if (words > 0) {
        String name = bits == WORD ? "matrices" : "matrices, " + bits + " bits";
        add(name, Kind.WEIGHTS, place(bits, lanes, words), bits * lanes, words, units);
      }
    }
    if (variant.precomputed()) {
      int values = FirstLayer.GROUPS * sizes.columns();
      int words = FirstLayer.depth(config, sizes.columns());
      add("first layer", Kind.WEIGHTS, Place.BLOCK, values * WORD, words, units);
    }
    Place cache = cacheWords() > CircuitSizes.smallCache(variant) ? Place.BLOCK : Place.ANY;
    add("keys and values", Kind.CACHE, cache, WORD, cacheWords(), lanes * units);
    int shiftBits = CircuitSizes.usualShiftBits(config);
    add("shifts", Kind.SCRATCH, Place.ANY, shiftBits, MemoryMap.instructions(config), units);
  }

  /** The words of the ROM of all matrices whose codes have this width. */
  private long matrixWords(int bits) {
    long words = 0;
    for (ParameterSpec spec : config.parameters()) {
      if (!spec.isEmbedding() && codes.of(spec.name()).bits() == bits) {
        words +=
            (long) Region.ceilDiv(spec.rows(), sizes.rows())
                * Region.ceilDiv(spec.columns(), sizes.columns());
      }
    }
    return words;
  }

  /** The words of each bank of a unit's keys and values. */
  private long cacheWords() {
    return 2L * variant.streamsPerUnit() * config.layers() * sizes.cacheLayerDepth();
  }

  private void ofStreams(int scoreBits) {
    int columns = sizes.columns();
    int group = WORD * columns;
    int embdGroups = sizes.embdGroups();
    if (!variant.precomputed()) {
      embedding(ParameterSpec.WTE, config.vocabSize());
      embedding(ParameterSpec.WPE, config.context());
    }
    each("exp2", Kind.TABLE, Place.BLOCK, WORD, Tables.EXP2_SIZE, columns);
    each("constants", Kind.TABLE, Place.BLOCK, WORD, MemoryMap.constantsDepth(config), 2);
    codes.codebooks().forEach(this::codebook);
    each("residual stream", Kind.SCRATCH, Place.ANY, group, embdGroups, 1);
    each("vectors", Kind.SCRATCH, Place.ANY, group, sizes.vectorDepth(), 1);
    each("scores", Kind.SCRATCH, Place.ANY, columns * scoreBits, 2L << sizes.softmaxIndexBits(), 1);
    each(
        "softmax weights",
        Kind.SCRATCH,
        Place.ANY,
        group,
        sizes.bankDepth(),
        Math.min(sizes.banks(), config.heads())); // a bank of no head is left out
    each(
        "sums of the sampler",
        Kind.SCRATCH,
        Place.ANY,
        columns * sizes.weightSumBits(),
        1L << indexBits(sizes.vocabularyGroups()),
        1);
  }

  private void embedding(String name, int rows) {
    int bits = codes.of(name).bits();
    long words = (long) rows * sizes.embdGroups();
    Place place = place(bits, sizes.columns(), words);
    each(name, Kind.WEIGHTS, place, bits * sizes.columns(), words, 1);
  }

  private static Place place(int bits, int values, long words) {
    return CircuitSizes.inBlocks(bits, (long) bits * values * words) ? Place.BLOCK : Place.ANY;
  }

  /** Whether the multipliers' decoders have a codebook, and not those of an embedding. */
  static boolean isOfMatrices(Codes codes, String codebook) {
    return codes.tensorsOf(codebook).stream().noneMatch(ParameterSpec::isEmbedding);
  }

  /** A codebook once for each code that is decoded in a cycle. */
  private void codebook(String name, int bits) {
    int copies =
        isOfMatrices(codes, name) ? variant.units() * lanes : variant.streams() * sizes.columns();
    add(name, Kind.TABLE, Place.LOGIC, WORD, 1L << bits, copies);
  }

  private void each(String name, Kind kind, Place place, int width, long depth, int copies) {
    add(name, kind, place, width, depth, copies * variant.streams());
  }

  private void add(String name, Kind kind, Place place, int width, long depth, int copies) {
    if (depth > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %,d words of %,d bits, at most %,d can be addressed: more lanes"
                  + " make fewer words",
              name,
              depth,
              width,
              Integer.MAX_VALUE));
    }
    memories.add(new Memory(name, kind, place, width, (int) depth, copies));
  }

  private static int indexBits(int groups) {
    return Math.max(1, FixedMath.ceilLog2(groups));
  }
}
