package org.microgptrom.rtl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;

/**
 * Computes without a simulation how many clock cycles one stream of the circuit takes for a token:
 * the cycles in which its units hand on their groups, as {@code docs/rtl.md} and the headers of the
 * sources tell them. The cycles depend on the shape, the lanes and the position; only the search of
 * a drawn token depends on the data, see {@link #searchCycles}.
 *
 * <p>Time is counted from the cycle in which a step begins. A group is read in the cycle in which
 * it is written at the earliest, or one cycle later if it is one of keys or the lanes are few (one
 * of keys two cycles later with a precomputed first layer), and no two words are issued in one
 * cycle.
 */
public final class Schedule {
  /** The unit of embeddings and normalisations. */
  public static final String VECTOR = "vector";

  /** The unit of the multipliers. */
  public static final String MATRIX = "matrix";

  /** The unit of softmax weights, of scores and of logits. */
  public static final String SOFTMAX = "softmax";

  /**
   * The cycles that a drawn token takes more with a host that waits for the step before, or that
   * starts a sequence.
   */
  public static final int TURNAROUND = 2;

  private final ModelConfig config;
  private final int lanes;
  private final boolean precomputed;
  private final CircuitSizes sizes;
  private final int rows;
  private final int columns;
  private final int written; // cycles from a group's write to its first read, keys apart
  private final int keyWritten; // from a group of a key to its first read

  // Of the step that is followed.
  private int position;
  private long issued; // the last word so far
  private long drained; // the first cycle in which a tile may end
  private long lastResult;
  private long[] results = {}; // (groups): when the last instruction's left
  private @Nullable List<Span> spans; // null unless they are asked for
  private int layer;

  /**
   * The time for which one unit of the circuit is busy with one step of a token, from the first
   * word or group that it takes to the last that leaves it.
   *
   * @param unit {@link #VECTOR}, {@link #MATRIX} or {@link #SOFTMAX}
   * @param step what is computed: {@code query}, {@code score}, {@code norm}, {@code sample}, ...
   * @param layer of the model, from 0; {@link Site#NO_LAYER} outside of the layers
   * @param first the span's first clock cycle, counted from the one in which the token's step
   *     begins
   * @param last the span's last clock cycle
   */
  public record Span(String unit, String step, int layer, long first, long last) {}

  /** The schedule of a bundle's circuit. */
  public static Schedule of(Manifest manifest) {
    MemoryMap map = manifest.memoryMap();
    return new Schedule(manifest.config(), map.lanes(), map.precomputed());
  }

  /**
   * The schedule of a shape.
   *
   * @param lanes P, a power of two, 1..256
   * @param precomputed whether a step begins with the first layer's vectors from ROM
   */
  public Schedule(ModelConfig config, int lanes, boolean precomputed) {
    this.config = config;
    this.lanes = lanes;
    this.precomputed = precomputed;
    this.sizes = new CircuitSizes(config, lanes);
    this.rows = sizes.rows();
    this.columns = sizes.columns();
    this.written = sizes.forwards() ? 0 : 1;
    this.keyWritten = 1 + cacheRegister(precomputed);
  }

  /** The registers before the banks of keys and values. */
  static int cacheRegister(boolean precomputed) {
    return precomputed ? 1 : 0;
  }

  /**
   * The cycles of a token after which nothing is drawn.
   *
   * @param at the token's position, 0..T-1
   */
  public long promptCycles(int at) {
    if (at < 0 || at >= config.context()) {
      throw new IllegalArgumentException(
          "position must be in 0.." + (config.context() - 1) + ", not " + at);
    }
    position = at;
    issued = 1; // taken one cycle after the step began
    drained = 0;
    layer = Site.NO_LAYER;
    long[] n = precomputed ? new long[0] : normedEmbedding();
    for (layer = 0; layer < config.layers(); layer++) {
      mix(softmax(precomputed && layer == 0 ? firstKeys() : keys(n)));
      matrix(Instruction.Kind.PROJECT, later(results, cycles(Latency.RESULT_TO_SCALED)));
      matrix(Instruction.Kind.EXPAND, normed(lastResult + cycles(Latency.RESULT_TO_X)));
      matrix(Instruction.Kind.CONTRACT, results);
      n =
          layer == config.layers() - 1
              ? later(results, cycles(Latency.RESULT_TO_X))
              : normed(lastResult + cycles(Latency.RESULT_TO_X));
    }
    layer = Site.NO_LAYER;
    matrix(Instruction.Kind.HEAD, n);
    return lastResult + 1;
  }

  /**
   * The spans of all units for a token after which one is drawn, in the order of their first
   * cycles; the sampler's search is left out, see {@link #searchCycles}.
   *
   * @param at the token's position, 0..T-1
   */
  public List<Span> timeline(int at) {
    spans = new ArrayList<>();
    long end = drawnCycles(at);
    span(SOFTMAX, "sample", lastResult + 1, end);
    List<Span> timeline =
        spans.stream()
            .sorted(Comparator.comparingLong(Span::first).thenComparingLong(Span::last))
            .toList();
    spans = null;
    return timeline;
  }

  /**
   * The cycles from one drawn token to the next; {@link #TURNAROUND} comes on top after the prompt,
   * and up to {@link #searchCycles} depending on the token.
   *
   * @param at the position of the first of the two tokens, 0..T-1
   */
  public long drawnCycles(int at) {
    return promptCycles(at)
        - 1
        + cycles(Latency.RESULT_TO_SCALED)
        + cycles(Latency.LAST_TO_SOFTMAX)
        + (sizes.vocabularyGroups() - 1)
        + cycles(Latency.SOFTMAX_TO_TOKEN);
  }

  /** The most cycles that the search for a drawn token adds. */
  public int searchCycles() {
    int piece = 1;
    while (CircuitSizes.SEARCH_PIECES * piece < sizes.vocabularyGroups()) {
      piece *= 2;
    }
    return Math.min(piece, sizes.vocabularyGroups()) - 1;
  }

  /**
   * The cycles in which the groups of the first layer's keys are written, each with its query;
   * those of x and the values come in between.
   */
  private long[] firstKeys() {
    long first = cycles(Latency.BEGIN_TO_FIRST_LAYER);
    long[] keys = new long[sizes.embdGroups()];
    Arrays.setAll(keys, i -> first + 2L * i);
    span(VECTOR, "first layer", 0, keys[keys.length - 1] + 1);
    return keys;
  }

  /** Schedules query, key and value; returns the cycles in which the keys' groups are written. */
  private long[] keys(long[] n) {
    matrix(Instruction.Kind.QUERY, n);
    matrix(Instruction.Kind.KEY, n);
    long[] keys = results;
    matrix(Instruction.Kind.VALUE, n);
    return keys;
  }

  /** The cycles in which the groups of the embedding, normalised twice, are written. */
  private long[] normedEmbedding() {
    int groups = sizes.embdGroups();
    long first = cycles(Latency.BEGIN_TO_EMBEDDING);
    span(VECTOR, "embedding", 0, first + groups - 1);
    long[] scaled = normed(first + groups - 1);
    return normed(scaled[groups - 1] + cycles(Latency.SCALED_TO_X));
  }

  /**
   * The cycles in which the groups of norm(x) are written if the last group of x comes in this
   * cycle.
   */
  private long[] normed(long lastOfX) {
    long first = lastOfX + Latency.groupToNorm(columns);
    long[] written = new long[sizes.embdGroups()];
    Arrays.setAll(written, i -> first + i);
    span(VECTOR, "norm", lastOfX + 1, written[written.length - 1]);
    return written;
  }

  private int cycles(Latency latency) {
    return latency.cycles(columns);
  }

  private void span(Instruction.Kind kind, long first, long last) {
    if (spans != null) {
      span(MATRIX, kind.name().toLowerCase(Locale.ROOT), first, last);
    }
  }

  private void span(String unit, String step, long first, long last) {
    if (spans != null) {
      spans.add(new Span(unit, step, layer, first, last));
    }
  }

  private static long[] later(long[] cycles, int by) {
    return Arrays.stream(cycles).map(cycle -> cycle + by).toArray();
  }

  /** Schedules one matrix, whose operand's groups are written in these cycles. */
  private void matrix(Instruction.Kind kind, long[] operand) {
    Tiling tiling = Tiling.of(kind, config, lanes);
    results = new long[(tiling.tiles() - 1) * (rows / columns) + tiling.lastGroups()];
    int left = 0;
    long first = Math.max(issued + 1, operand[0] + written);
    for (int tile = 0; tile < tiling.tiles(); tile++) {
      int leaving = tile == tiling.tiles() - 1 ? tiling.lastGroups() : rows / columns;
      if (tile == 0) {
        issueAsWritten(operand, 0, tiling.groups(), written);
      } else {
        issued += tiling.groups();
      }
      left = endTile(leaving, left);
    }
    span(kind, first, issued);
  }

  /**
   * Schedules the scores, head by head.
   *
   * @return (heads): the cycle of the first group of each head's softmax weights
   */
  private long[] softmax(long[] keys) {
    int groups = config.headDim() / columns;
    int tiles = position / rows + 1;
    long[] weights = new long[config.heads()];
    results = new long[0];
    for (int head = 0; head < config.heads(); head++) {
      long first = Math.max(issued + 1, keys[head * groups] + keyWritten);
      for (int tile = 0; tile < tiles; tile++) {
        if (tile == 0) {
          issueAsWritten(keys, head * groups, groups, keyWritten);
        } else {
          issued += groups;
        }
        endTile(tile == tiles - 1 ? position % rows / columns + 1 : rows / columns, 0);
      }
      weights[head] = lastResult + cycles(Latency.LAST_TO_SOFTMAX);
      span(Instruction.Kind.SCORE, first, issued);
      span(SOFTMAX, "weights", lastResult + 1, weights[head] + position / columns);
    }
    return weights;
  }

  /** Schedules the weighted means; a tile waits for the softmax weights of its last head. */
  private void mix(long[] weights) {
    Tiling tiling = Tiling.of(Instruction.Kind.MIX, config, lanes);
    results = new long[(tiling.tiles() - 1) * (rows / columns) + tiling.lastGroups()];
    int left = 0;
    long first = Math.max(issued + 1, weights[0] + written);
    for (int tile = 0; tile < tiling.tiles(); tile++) {
      int lastRow = Math.min((tile + 1) * rows, config.embd()) - 1;
      long ready = weights[lastRow / config.headDim()] + written;
      issued = Math.max(issued + 1, ready) + position / columns;
      left = endTile(tile == tiling.tiles() - 1 ? tiling.lastGroups() : rows / columns, left);
    }
    span(Instruction.Kind.MIX, first, issued);
  }

  /** Issues a tile's groups, each group at least so many cycles after it was written. */
  private void issueAsWritten(long[] groups, int from, int count, int later) {
    for (int i = from; i < from + count; i++) {
      issued = Math.max(issued + 1, groups[i] + later);
    }
  }

  /** Ends a tile, whose last group waits until the results of the tile before have left. */
  private int endTile(int leaving, int left) {
    issued = Math.max(issued, drained);
    drained = issued + leaving;
    for (int i = 0; i < leaving && left < results.length; i++) {
      results[left++] = issued + cycles(Latency.ISSUE_TO_RESULT) + i;
    }
    lastResult = issued + cycles(Latency.ISSUE_TO_RESULT) + leaving - 1;
    return left;
  }
}
