package org.microgptrom.rtl.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.plan.Memory.Kind;
import org.microgptrom.rtl.plan.Memory.Place;

/**
 * The memories of the circuit of one shape: the sizes that {@code microgpt_matrix}, {@code
 * microgpt_stream} and the modules in them compute from their parameters.
 */
public final class CircuitMemories {
  private static final int WORD = RomImage.LANE_BITS;

  private final ModelConfig config;
  private final int lanes;
  private final int rows;
  private final int columns;
  private final int streams;
  private final List<Memory> memories = new ArrayList<>();

  private CircuitMemories(ModelConfig config, int lanes, int streams) {
    this.config = config;
    this.lanes = lanes;
    this.rows = MemoryMap.tileRows(config, lanes);
    this.columns = MemoryMap.tileColumns(config, lanes);
    this.streams = streams;
  }

  /**
   * All memories, the weights first.
   *
   * @param lanes P, a power of two, 1..256
   * @param streams number of sequences that share the multipliers, 1..8
   * @param scoreBits bits of a score or scaled logit, which depend on the formats
   * @throws IllegalArgumentException if a memory has more words than can be addressed
   */
  public static List<Memory> of(ModelConfig config, int lanes, int streams, int scoreBits) {
    CircuitMemories circuit = new CircuitMemories(config, lanes, streams);
    circuit.shared();
    circuit.ofStreams(scoreBits);
    return List.copyOf(circuit.memories);
  }

  /** The bits of a score where only the shape is known: the number that the usual formats give. */
  public static int usualScoreBits(ModelConfig config) {
    int scoreShift = 16; // q, k with 12 bits of fraction each, less the 8 of a base-2 logarithm
    int temperatureShift = 15;
    return CircuitParameters.scoreBits(config, scoreShift, temperatureShift);
  }

  /** Whether no memory has more words than can be addressed. */
  static boolean isAddressable(ModelConfig config, int lanes, int streams) {
    CircuitMemories circuit = new CircuitMemories(config, lanes, streams);
    return Math.max(circuit.matrixWords(), circuit.cacheWords()) <= Integer.MAX_VALUE;
  }

  private void shared() {
    add("matrices", Kind.WEIGHTS, Place.BLOCK, WORD * lanes, matrixWords(), 1);
    add("keys and values", Kind.CACHE, Place.BLOCK, WORD, cacheWords(), lanes);
  }

  private long matrixWords() {
    long words = 0;
    for (ParameterSpec spec : config.parameters()) {
      if (!spec.isEmbedding()) {
        words += (long) Region.ceilDiv(spec.rows(), rows) * Region.ceilDiv(spec.columns(), columns);
      }
    }
    return words;
  }

  private long cacheWords() {
    return 2L * streams * config.layers() * cacheWordsOfLayer(config, lanes);
  }

  /** The words of each lane for the keys, or the values, of one layer of one stream. */
  static long cacheWordsOfLayer(ModelConfig config, int lanes) {
    int tileRows = MemoryMap.tileRows(config, lanes);
    int tileColumns = MemoryMap.tileColumns(config, lanes);
    return Math.max(
        (long) Region.ceilDiv(config.context(), tileRows)
            * Region.ceilDiv(config.embd(), tileColumns),
        (long) Region.ceilDiv(config.embd(), tileRows)
            * Region.ceilDiv(config.context(), tileColumns));
  }

  private void ofStreams(int scoreBits) {
    int group = WORD * columns;
    int embdGroups = groups(config.embd());
    int vocabGroups = groups(config.vocabSize());
    int posGroups = groups(config.context());
    int sumBits = 17 + FixedMath.ceilLog2(Math.max(config.context(), config.vocabSize()));
    int banks = banks();
    each("wte", Kind.WEIGHTS, Place.BLOCK, group, (long) config.vocabSize() * embdGroups, 1);
    each("wpe", Kind.WEIGHTS, Place.BLOCK, group, (long) config.context() * embdGroups, 1);
    each("exp2", Kind.TABLE, Place.BLOCK, WORD, Tables.EXP2_SIZE, columns);
    each("rsqrt", Kind.TABLE, Place.BLOCK, WORD, Tables.RSQRT_SIZE, 2);
    each("recip", Kind.TABLE, Place.LOGIC, WORD, Tables.RECIP_SIZE, 2);
    each("residual stream", Kind.SCRATCH, Place.ANY, group, embdGroups, 1);
    each("vectors", Kind.SCRATCH, Place.ANY, group, 2L * embdGroups + groups(config.hidden()), 1);
    each(
        "scores",
        Kind.SCRATCH,
        Place.ANY,
        columns * scoreBits,
        2L << indexBits(Math.max(posGroups, vocabGroups)),
        1);
    each(
        "softmax weights",
        Kind.SCRATCH,
        Place.ANY,
        group,
        (long) Region.ceilDiv(config.heads(), banks) * posGroups,
        Math.min(banks, config.heads())); // a bank of no head is left out
    each(
        "sums of the sampler",
        Kind.SCRATCH,
        Place.ANY,
        columns * sumBits,
        1L << indexBits(vocabGroups),
        1);
  }

  /**
   * The number of banks, a power of two, that hold the softmax weights of all heads that a tile
   * touches.
   */
  private int banks() {
    int headDim = config.headDim();
    int touched =
        headDim % rows == 0
            ? 1
            : rows % headDim == 0 ? rows / headDim : (rows + headDim - 2) / headDim + 1;
    return 1 << FixedMath.ceilLog2(Math.min(touched, config.heads()));
  }

  private void each(String name, Kind kind, Place place, int width, long depth, int copies) {
    add(name, kind, place, width, depth, copies * streams);
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

  private int groups(int elements) {
    return Region.ceilDiv(elements, columns);
  }

  private static int indexBits(int groups) {
    return Math.max(1, FixedMath.ceilLog2(groups));
  }
}
