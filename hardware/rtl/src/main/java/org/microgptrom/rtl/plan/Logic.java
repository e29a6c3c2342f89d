package org.microgptrom.rtl.plan;

import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitSizes;
import org.microgptrom.rtl.device.Fpga;

/**
 * Estimates how much logic the circuit takes by the figures that {@code docs/rtl.md} measured with
 * LUTs of four inputs: a first estimate, of shapes near those.
 */
final class Logic {
  private static final int SHARED = 460;
  private static final int LANE = 108;
  private static final int STREAM = 1237;
  private static final int STREAM_COLUMN = 1280;
  private static final int SOFT_INTERPOLATION = 470;
  private static final int SOFT_SQUARE = 800;
  private static final int SCALED_BITS = 18;
  private static final int MULTIPLIER = 720;

  /**
   * The LUTs that a ROM takes, by those that its bits fill, as others choose among these: 6,145
   * LUTs for 4,192 full ones.
   */
  private static final double ROM_OVERHEAD = 1.5;

  private static final int WIDEST_IN_CODEBOOK = 4;

  private Logic() {}

  /**
   * The multipliers of the circuit: the lanes of each unit; for each stream scaling of its columns
   * and two of the sampler, and with one unit interpolation and squares of its columns, which a
   * precomputed first layer takes from the multipliers of the scaling. Scaling takes values of 18
   * bits. Addresses are products where a row has not a power of two of groups; an iCE40's are too
   * small for a multiplier.
   */
  static int multipliers(ModelConfig config, int lanes, Variant variant, Fpga.Family family) {
    int columns = MemoryMap.tileColumns(config, lanes);
    int streams = variant.streams();
    int units = variant.units();
    int squares = isSoft(variant) || variant.precomputed() ? 0 : columns;
    int interpolation = isSoft(variant) ? 0 : 1;
    int all = units * lanes + streams * (columns + 2 + squares + interpolation);
    if (family.multiplierBits() < SCALED_BITS) {
      return all + streams * columns;
    }
    int groups = config.embd() / columns;
    // Rows of wte and wpe, or of tokens and positions in the first layer.
    int begin =
        variant.precomputed()
            ? product((long) config.context() * groups) + product(groups)
            : 2 * product(groups);
    // Rows of the keys, rows of the values, a layer's part of the cache.
    return all
        + streams * begin
        + units * product(groups)
        + units * product(Region.ceilDiv(config.context(), columns))
        + units * product(new CircuitSizes(config, lanes).cacheLayerDepth());
  }

  /** Whether squares and interpolation are LUTs, which leaves the multipliers to the units. */
  private static boolean isSoft(Variant variant) {
    return variant.units() > 1;
  }

  /** 1 if a product with this factor is more than a shift. */
  private static int product(long factor) {
    return Long.bitCount(factor) == 1 ? 0 : 1;
  }

  /**
   * The LUTs of the circuit.
   *
   * @param missing number of multipliers that the device lacks
   */
  static long luts(int lanes, int columns, Variant variant, long missing) {
    int stream = STREAM + STREAM_COLUMN * columns;
    if (isSoft(variant)) {
      stream += SOFT_INTERPOLATION + (variant.precomputed() ? 0 : SOFT_SQUARE * columns);
    }
    return (long) variant.units() * (SHARED + LANE * lanes)
        + (long) variant.streams() * stream
        + MULTIPLIER * missing;
  }

  /**
   * The LUTs that make words of the codes of all lanes: one for each bit of a codebook's values, as
   * codes have up to four bits, and one more for each bit and each further codebook or width, among
   * which the instruction chooses.
   */
  static long decoders(Codes codes, int lanes) {
    long books =
        codes.codebooks().keySet().stream()
            .filter(book -> CircuitMemories.isOfMatrices(codes, book))
            .count();
    long widths =
        codes.tensors().entrySet().stream()
            .filter(tensor -> !ParameterSpec.isEmbedding(tensor.getKey()))
            .map(tensor -> tensor.getValue().bits())
            .filter(bits -> bits > WIDEST_IN_CODEBOOK)
            .distinct()
            .count();
    long choices = books + widths;
    return books == 0 && choices < 2 ? 0 : (long) Short.SIZE * lanes * (books + choices - 1);
  }

  /** The number of LUTs that hold so many bits of ROM. */
  static long romLuts(long bits, int lutInputs) {
    return (long) Math.ceil(ROM_OVERHEAD * bits / (1 << lutInputs));
  }
}
