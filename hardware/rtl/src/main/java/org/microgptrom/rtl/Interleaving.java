package org.microgptrom.rtl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.Instruction.Kind;

/**
 * Predicts the clock cycles of streams that share a matrix unit: it follows, cycle by cycle, which
 * stream's words the unit issues, as {@code microgpt_issue} chooses them. What a result becomes has
 * the latencies that {@link Schedule} adds up for one stream alone. Units have streams of their own
 * and do not wait for each other.
 */
public final class Interleaving {
  private final ModelConfig config;
  private final int lanes;
  private final boolean precomputed;
  private final CircuitSizes sizes;
  private final int rows;
  private final int columns;
  private final int early; // cycles from the notice of a group to the group
  private final int keyNotice; // cycles from a group of a key to its notice
  private final List<Kind> program = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final Deque<Long> cacheWrites = new ArrayDeque<>(); // cycles of results for the cache
  private final FirstLayerReader reader = new FirstLayerReader();

  // The unit's registers, as microgpt_issue has them.
  private boolean active;
  private boolean available;
  private int chosen = -1; // of more than two streams, the one whose instruction is next
  private int owner;
  private Kind kind = Kind.QUERY;
  private int index;
  private int firstIndex;
  private int lastIndex;
  private int tile;
  private int lastTile;
  private int head;
  private int lastHead;
  private int lastDrain;
  private int drain;
  private long now;

  /** One sequence: what it waits for and what it has. */
  private final class Stream {
    final Notices n = new Notices();
    final Notices k = new Notices();
    final Notices a = new Notices();
    final Notices h = new Notices();
    final Notices weights = new Notices();
    final long[] done = new long[config.context()]; // the cycle of the last logits, by position
    int position;
    long begin;
    int pc;
    boolean pending;
    int heads; // whose softmax weights are there
    boolean waits; // for the first layer's vectors

    /** Whether a step begins in this cycle. */
    boolean begins() {
      return begin == now && position < config.context();
    }

    Kind next() {
      return program.get(pc);
    }

    Notices operand(Kind of) {
      return switch (of) {
        case SCORE -> k;
        case MIX -> weights;
        case PROJECT -> a;
        case CONTRACT -> h;
        case QUERY, KEY, VALUE, EXPAND, HEAD -> n;
      };
    }

    /** Whether this group of the operand may be read in the next cycle. */
    boolean has(Kind of, int group, int ofTile) {
      boolean there = operand(of).there(group);
      if (of != Kind.MIX) {
        return there;
      }
      int last = (Math.min((ofTile + 1) * rows, config.embd()) - 1) / config.headDim();
      return heads > last || (heads == last && there);
    }

    boolean ready() {
      return next() == Kind.MIX
          ? heads == config.heads() || (heads == config.heads() - 1 && weights.count > 0)
          : has(next(), 0, 0);
    }
  }

  /** Cycles in which it becomes known that a group may be read from the next one on. */
  private final class Notices {
    private final Deque<Long> cycles = new ArrayDeque<>();
    private int count; // of those before this cycle

    void at(long cycle) {
      cycles.add(cycle);
    }

    boolean now() {
      return !cycles.isEmpty() && cycles.peek() == now;
    }

    boolean there(int group) {
      return count > group || (count == group && now());
    }

    /** Ends this cycle. */
    boolean pass() {
      boolean came = now();
      if (came) {
        cycles.remove();
        count++;
      }
      return came;
    }
  }

  /** Half of a word of the first layer's ROM: a group of k and q, or of v and x. */
  private record Half(Stream stream, boolean second) {}

  /** What reads the first layer's ROM, as {@code microgpt_first_layer} does. */
  private final class FirstLayerReader {
    private @Nullable Stream reading;
    private int index; // of the half that is read
    private @Nullable Half there; // at the ROM
    private @Nullable Half word; // for the cache

    /**
     * One cycle.
     *
     * @param busy whether the cache takes a result
     */
    void cycle(boolean busy) {
      boolean stays = word != null && busy;
      boolean last = index == 2 * sizes.embdGroups() - 1;
      boolean free = reading == null || (last && !stays);
      if (!stays) {
        if (word != null && !word.second) {
          word.stream.k.at(now + keyNotice);
        }
        word = there;
        there = reading == null ? null : new Half(reading, index % 2 == 1);
        reading = last ? null : reading;
        index++;
      }
      boolean alone = streams.size() == 1; // which need not wait
      for (Stream stream : streams) {
        if (free && (alone ? stream.begins() : stream.waits)) {
          free = false;
          stream.waits = false;
          reading = stream;
          index = 0;
        }
      }
      streams.forEach(stream -> stream.waits |= stream.begins());
    }
  }

  private Interleaving(ModelConfig config, int lanes, boolean precomputed, int sharing) {
    this.config = config;
    this.lanes = lanes;
    this.precomputed = precomputed;
    this.sizes = new CircuitSizes(config, lanes);
    this.rows = sizes.rows();
    this.columns = sizes.columns();
    this.early = sizes.forwards() ? 1 : 0;
    this.keyNotice = Schedule.cacheRegister(precomputed);
    for (int layer = 0; layer < config.layers(); layer++) {
      if (layer > 0 || !precomputed) {
        program.addAll(List.of(Kind.QUERY, Kind.KEY, Kind.VALUE));
      }
      program.addAll(List.of(Kind.SCORE, Kind.MIX, Kind.PROJECT, Kind.EXPAND, Kind.CONTRACT));
    }
    program.add(Kind.HEAD);
    for (int i = 0; i < sharing; i++) {
      streams.add(new Stream());
    }
  }

  /** The cycles of a bundle's circuit, as {@link #drawnCycles(ModelConfig, int, Variant)}. */
  public static long[] drawnCycles(Manifest manifest) {
    return drawnCycles(manifest.config(), manifest.memoryMap().lanes(), manifest.variant());
  }

  /**
   * The cycles from one token to the next, of the stream that waits the longest, if all start at
   * once with sequences that fill the context: those of {@link Schedule#drawnCycles} with the
   * {@link Schedule#TURNAROUND}.
   *
   * @param lanes P, a power of two, 1..256
   * @return (context): by the position of the first of the two tokens
   */
  public static long[] drawnCycles(ModelConfig config, int lanes, Variant variant) {
    Schedule alone = new Schedule(config, lanes, variant.precomputed());
    long draw = alone.drawnCycles(0) - alone.promptCycles(0) + Schedule.TURNAROUND;
    int sharing = variant.streams() / variant.units();
    return Arrays.stream(promptCycles(config, lanes, variant.precomputed(), sharing))
        .map(cycles -> cycles + draw)
        .toArray();
  }

  /**
   * The cycles of a token after which nothing is drawn, of the stream that waits the longest, if
   * all start at once with sequences that fill the context.
   *
   * @param lanes P, a power of two, 1..256
   * @param precomputed whether a step begins with the first layer's vectors from ROM
   * @param sharing number of streams that share one unit, at least 1
   * @return (context): by position
   */
  static long[] promptCycles(ModelConfig config, int lanes, boolean precomputed, int sharing) {
    Interleaving model = new Interleaving(config, lanes, precomputed, sharing);
    int last = config.context() - 1;
    while (model.streams.stream().anyMatch(stream -> stream.done[last] == 0)) {
      model.cycle();
    }
    long[] cycles = new long[config.context()];
    for (Stream stream : model.streams) {
      for (int at = 0; at <= last; at++) {
        long begin = at == 0 ? 0 : stream.done[at - 1] + 1;
        cycles[at] = Math.max(cycles[at], stream.done[at] + 1 - begin);
      }
    }
    return cycles;
  }

  private int cycles(Latency latency) {
    return latency.cycles(columns);
  }

  private void cycle() {
    streams.forEach(this::begin);
    boolean result = !cacheWrites.isEmpty() && cacheWrites.peek() == now;
    if (result) {
      cacheWrites.remove();
    }
    if (precomputed) {
      reader.cycle(result && streams.size() > 1);
    }
    boolean endTile = index == lastIndex;
    boolean endHead = endTile && tile == lastTile;
    boolean endAll = endHead && head == lastHead;
    boolean go = active && available && (!endTile || drain == 0);
    int taking = streams.size() > 2 ? chosen : choice(-1);
    boolean taken = taking >= 0 && (!active || (go && endAll));
    chosen = choice(taken ? taking : -1);
    int afterIndex = endTile && !endHead ? firstIndex : index + 1;
    int afterTile = !endTile ? tile : endHead ? 0 : tile + 1;
    Stream of = streams.get(owner);
    available =
        taken
            ? streams.get(taking).has(streams.get(taking).next(), 0, 0)
            : go ? of.has(kind, afterIndex, afterTile) : of.has(kind, index, tile);
    streams.forEach(this::pass);
    drain = Math.max(0, drain - 1);
    if (go) {
      if (endTile) {
        int left = tile == lastTile ? lastDrain : rows / columns - 1;
        results(of, left + 1, endHead, endAll);
        drain = left;
      }
      index = afterIndex;
      tile = afterTile;
      if (endHead) {
        head++;
        firstIndex += config.headDim() / columns;
        lastIndex += config.headDim() / columns;
      }
      active = !endAll;
    }
    if (taken) {
      take(taking);
    }
    now++;
  }

  private void begin(Stream stream) {
    if (!stream.begins()) {
      return;
    }
    stream.pc = 0;
    stream.n.count = 0;
    if (precomputed) {
      stream.k.count = 0;
    } else {
      int groups = sizes.embdGroups();
      long first = now + cycles(Latency.BEGIN_TO_EMBEDDING);
      long x = norm(first + groups - 1) + groups - 1 + cycles(Latency.SCALED_TO_X);
      noticeNorm(stream, x);
    }
  }

  /** The cycle of the first group of a norm if the last group of x comes in this one. */
  private long norm(long lastOfX) {
    return lastOfX + Latency.groupToNorm(columns);
  }

  private void noticeNorm(Stream stream, long lastOfX) {
    for (int i = 0; i < sizes.embdGroups(); i++) {
      stream.n.at(norm(lastOfX) + i - early);
    }
  }

  /**
   * The stream whose instruction may be taken, after the owner in turn; -1 if there is none.
   *
   * @param without the stream whose instruction is taken now; -1 if there is none
   */
  private int choice(int without) {
    for (int i = 1; i <= streams.size(); i++) {
      int candidate = (owner + i) % streams.size();
      Stream stream = streams.get(candidate);
      if (candidate != without && stream.pending && (streams.size() == 1 || stream.ready())) {
        return candidate;
      }
    }
    return -1;
  }

  private void pass(Stream stream) {
    stream.n.pass();
    stream.k.pass();
    stream.a.pass();
    stream.h.pass();
    if (stream.weights.pass() && stream.weights.count > stream.position / columns) {
      stream.weights.count = 0;
      stream.heads++;
    }
    stream.pending |= stream.begins();
  }

  private void take(int taking) {
    Stream stream = streams.get(taking);
    Tiling tiling = Tiling.of(stream.next(), config, lanes);
    owner = taking;
    kind = stream.next();
    active = true;
    index = 0;
    firstIndex = 0;
    tile = 0;
    head = 0;
    lastIndex = kind == Kind.MIX ? stream.position / columns : tiling.groups() - 1;
    lastTile = kind == Kind.SCORE ? stream.position / rows : tiling.tiles() - 1;
    lastHead = kind == Kind.SCORE ? config.heads() - 1 : 0;
    lastDrain = kind == Kind.SCORE ? stream.position % rows / columns : tiling.lastGroups() - 1;
    switch (kind) {
      case QUERY -> stream.k.count = 0;
      case SCORE -> {
        stream.a.count = 0;
        stream.weights.count = 0;
        stream.heads = 0;
      }
      case PROJECT, CONTRACT -> stream.n.count = 0;
      case EXPAND -> stream.h.count = 0;
      case KEY, VALUE, MIX, HEAD -> {}
    }
    stream.pending = kind != Kind.HEAD;
    stream.pc++;
  }

  /** Schedules what becomes of the groups of a tile that ends in this cycle. */
  private void results(Stream stream, int groups, boolean endHead, boolean endAll) {
    long first = now + cycles(Latency.ISSUE_TO_RESULT);
    long last = first + groups - 1;
    for (long group = first; group <= last; group++) {
      switch (kind) {
        case KEY -> {
          stream.k.at(group + keyNotice);
          cacheWrites.add(group);
        }
        case VALUE -> cacheWrites.add(group);
        case MIX -> stream.a.at(group + cycles(Latency.RESULT_TO_SCALED) - early);
        case EXPAND -> stream.h.at(group - early);
        case CONTRACT -> {
          if (program.get(stream.pc) == Kind.HEAD) {
            stream.n.at(group + cycles(Latency.RESULT_TO_X) - early);
          }
        }
        case QUERY, SCORE, PROJECT, HEAD -> {}
      }
    }
    if (kind == Kind.SCORE && endHead) {
      for (int i = 0; i <= stream.position / columns; i++) {
        stream.weights.at(last + cycles(Latency.LAST_TO_SOFTMAX) + i - early);
      }
    }
    boolean adds =
        kind == Kind.PROJECT || (kind == Kind.CONTRACT && program.get(stream.pc) != Kind.HEAD);
    if (endAll && adds) {
      noticeNorm(stream, last + cycles(Latency.RESULT_TO_X));
    }
    if (endAll && kind == Kind.HEAD) {
      stream.done[stream.position] = last;
      stream.begin = last + 1;
      // The step that begins then has the next position: until it does, nothing asks for it.
      stream.position++;
    }
  }
}
