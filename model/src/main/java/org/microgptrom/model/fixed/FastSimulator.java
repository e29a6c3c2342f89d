package org.microgptrom.model.fixed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.microgptrom.model.LaneGroups;
import org.microgptrom.model.ModelConfig;

/**
 * Computes for given sequences what {@link GoldenSimulator} computes, word for word, but many
 * tokens at once and on all processors of the common pool. It can't be observed and draws no
 * tokens: {@link SoloSimulator} does that. {@link GoldenSimulator} is its oracle in the tests.
 */
public final class FastSimulator {
  /**
   * The bytes of a lockstep model's cache at most: about the size of one processor's own caches.
   */
  private static final long LARGEST_LOCKSTEP_CACHE = 16L << 20;

  /** The fewest lanes for which another processor is worth its cost. */
  private static final int FEWEST_LANES = 64;

  private final QuantizedModel model;
  private final ModelConfig config;
  private final Order order;
  private final ConcurrentLinkedQueue<LaneModel> idle = new ConcurrentLinkedQueue<>();

  /** The tokens that are computed side by side. */
  enum Order {
    /** The tokens at the same position of many sequences. */
    LOCKSTEP,
    /** The tokens at all positions of a sequence. */
    PREFILL
  }

  /**
   * Takes all logits. Several threads call it; the calls for one sequence come from one thread, in
   * the order of positions.
   */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes the logits after a token.
     *
     * @param sequence the number of the sequence, from 0
     * @param words of shape (vocabulary), format fl; reused after the call
     */
    void logits(int sequence, int position, int[] words);
  }

  /** A simulator for a model, whose shape decides which tokens are computed side by side. */
  public FastSimulator(QuantizedModel model) {
    this(model, suitsLockstep(model.config()) ? Order.LOCKSTEP : Order.PREFILL);
  }

  FastSimulator(QuantizedModel model, Order order) {
    this.model = model;
    this.config = model.config();
    this.order = order;
  }

  private static boolean suitsLockstep(ModelConfig config) {
    long words = 2L * config.layers() * config.context() * config.embd() * LaneModel.LANES;
    return config.context() <= LockstepModel.LONGEST_CONTEXT
        && words * Integer.BYTES <= LARGEST_LOCKSTEP_CACHE;
  }

  /**
   * Runs each sequence from position 0 on.
   *
   * @param sequences to run, each of 1..context tokens, 0..V-1
   * @return the clamps of each sequence
   * @throws IllegalArgumentException if a sequence has another length or other tokens
   */
  public List<Saturations> run(List<int[]> sequences, Visitor visitor) {
    sequences.forEach(this::check);
    List<Saturations> saturations =
        sequences.stream().map(sequence -> new Saturations(config.layers())).toList();
    List<int[]> groups =
        order == Order.LOCKSTEP
            ? equallyLong(sequences)
            : LaneGroups.of(sequences, LaneModel.LANES);
    groups.parallelStream()
        .forEach(
            group -> {
              LaneModel lanes = Objects.requireNonNullElseGet(idle.poll(), this::lanes);
              lanes.run(group, sequences, saturations, visitor);
              idle.add(lanes);
            });
    return saturations;
  }

  private LaneModel lanes() {
    return order == Order.LOCKSTEP ? new LockstepModel(model) : new PrefillModel(model);
  }

  /** The number of sums of products that took 64 bits in all runs so far. */
  long wideSums() {
    return idle.stream().mapToLong(LaneModel::wideSums).sum();
  }

  /** The numbers of sequences in falling length, in groups, one for each processor. */
  private static List<int[]> equallyLong(List<int[]> sequences) {
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(i -> -sequences.get(i).length))
            .mapToInt(Integer::intValue)
            .toArray();
    int processors = ForkJoinPool.getCommonPoolParallelism() + 1;
    int share = (order.length + processors - 1) / processors;
    int size = Math.max(FEWEST_LANES, Math.min(LaneModel.LANES, share));
    List<int[]> groups = new ArrayList<>();
    for (int i = 0; i < order.length; i += size) {
      groups.add(Arrays.copyOfRange(order, i, Math.min(order.length, i + size)));
    }
    return groups;
  }

  private void check(int[] sequence) {
    if (sequence.length < 1 || sequence.length > config.context()) {
      throw new IllegalArgumentException(
          "a sequence must have 1.." + config.context() + " tokens, not " + sequence.length);
    }
    for (int token : sequence) {
      if (token < 0 || token >= config.vocabSize()) {
        throw new IllegalArgumentException(
            "a token must be in 0.." + config.bos() + ", not " + token);
      }
    }
  }
}
