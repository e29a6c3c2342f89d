package org.microgptrom.rtl;

import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.Variant;

/**
 * Sizes of the circuit that follow from the shape and the lanes. The package of parameters hands
 * them to the circuit, and the plan counts memories by them.
 */
public final class CircuitSizes {
  /** Pieces of the vocabulary that the sampler searches at once. */
  static final int SEARCH_PIECES = 8;

  private static final int SMALL_CACHE = 16; // words

  private static final int FORWARDING_LANES = 16; // at least

  private static final int PRODUCT_BITS = 32;
  private static final int WEIGHT_BITS = 17; // one more than a weight, 0..2^15, has

  private static final int SMALL_CODES = 2048; // bits

  private final ModelConfig config;
  private final int rows;
  private final int columns;

  /**
   * The sizes of a shape.
   *
   * @param lanes P, a power of two, 1..256
   */
  public CircuitSizes(ModelConfig config, int lanes) {
    this.config = config;
    this.rows = MemoryMap.tileRows(config, lanes);
    this.columns = MemoryMap.tileColumns(config, lanes);
  }

  /**
   * Whether the circuit asks for block RAM for weights: of narrow codes of few bits in all
   * synthesis chooses the place.
   *
   * @param codeBits bits of a code, 16 where it is the word
   */
  public static boolean inBlocks(int codeBits, long bits) {
    return codeBits == Short.SIZE || bits > SMALL_CODES;
  }

  /**
   * The most words of a bank of keys and values for which synthesis chooses the place. Several
   * units need the block RAMs for other things; one unit is easier to route with its banks there.
   */
  public static int smallCache(Variant variant) {
    return variant.units() > 1 ? SMALL_CACHE : 0;
  }

  /** Bits of an instruction's shift with the usual formats of 16-bit words. */
  public static int usualShiftBits(ModelConfig config) {
    int mostMix = Shifts.TABLE_BITS + FixedMath.ceilLog2(config.context());
    return ShiftRange.holding(Shifts.USUAL_SUM, mostMix).bits();
  }

  /** R, the rows of a tile. */
  public int rows() {
    return rows;
  }

  /** C, the columns of a tile and the elements of a group. */
  public int columns() {
    return columns;
  }

  /**
   * Whether a group can be read in the cycle in which it is written. It takes logic that the
   * smallest devices lack; and with one column, 1/Z would come too late for the results of MIX.
   */
  boolean forwards() {
    return columns > 1 && rows * columns >= FORWARDING_LANES;
  }

  /** Groups of a vector of the model's width. */
  public int embdGroups() {
    return groups(config.embd());
  }

  /** Groups of the hidden vector. */
  public int hiddenGroups() {
    return groups(config.hidden());
  }

  /** Groups of a head's scores at the last position. */
  public int positionGroups() {
    return groups(config.context());
  }

  /** Groups of logits. */
  public int vocabularyGroups() {
    return groups(config.vocabSize());
  }

  /** Groups of the longest vector that softmax takes. */
  public int softmaxGroups() {
    return Math.max(positionGroups(), vocabularyGroups());
  }

  /** Bits of a group's number in softmax. */
  public int softmaxIndexBits() {
    return Widths.ofCount(softmaxGroups());
  }

  /** Tiles of a matrix whose rows are the model's width. */
  public int embdTiles() {
    return Region.ceilDiv(config.embd(), rows);
  }

  /** Words of each lane for the keys, or the values, of one layer of one stream. */
  public long cacheLayerDepth() {
    return Math.max(
        (long) Region.ceilDiv(config.context(), rows) * embdGroups(),
        (long) embdTiles() * positionGroups());
  }

  /** Words of the memory that holds n, then q or a, and h. */
  public int vectorDepth() {
    return 2 * embdGroups() + hiddenGroups();
  }

  /** Banks of softmax weights: a power of two, so many that a tile touches no two heads of one. */
  public int banks() {
    int headDim = config.headDim();
    int touched =
        headDim % rows == 0
            ? 1
            : rows % headDim == 0 ? rows / headDim : (rows + headDim - 2) / headDim + 1;
    return 1 << FixedMath.ceilLog2(Math.min(touched, config.heads()));
  }

  /** Words of such a bank. */
  public int bankDepth() {
    return Region.ceilDiv(config.heads(), banks()) * positionGroups();
  }

  /** Bits of a sum of softmax weights. */
  public int weightSumBits() {
    return WEIGHT_BITS + FixedMath.ceilLog2(Math.max(config.context(), config.vocabSize()));
  }

  /** Bits of a sum of products, exact. */
  int sumBits() {
    int terms = Math.max(Math.max(config.embd(), config.hidden()), config.context());
    return PRODUCT_BITS + FixedMath.ceilLog2(terms);
  }

  private int groups(int elements) {
    return Region.ceilDiv(elements, columns);
  }
}
