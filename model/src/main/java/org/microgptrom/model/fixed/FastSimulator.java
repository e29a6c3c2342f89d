package org.microgptrom.model.fixed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;

/**
 * What {@link GoldenSimulator} computes of given sequences, word for word, many at once and on all
 * processors of the common pool. Nobody can observe it and it draws no tokens: {@link
 * GoldenSimulator} does that, and is the oracle of this class in the tests.
 */
public final class FastSimulator {
  /** Bytes of a lockstep model's cache: about what is near to one processor. */
  private static final long LARGEST_LOCKSTEP_CACHE = 16L << 20;

  /** With fewer lanes another processor gains nothing. */
  private static final int FEWEST_LANES = 64;

  private final QuantizedModel model;
  private final ModelConfig config;
  private final boolean lockstep;
  private final ConcurrentLinkedQueue<LaneModel> idle = new ConcurrentLinkedQueue<>();

  /** What the model made of one sequence. */
  public static final class Logits {
    private final int[][] words;
    private final Saturations saturations;

    Logits(ModelConfig config, int tokens) {
      this.words = new int[tokens][config.vocabSize()];
      this.saturations = new Saturations(config.layers());
    }

    /** The logits after each token, (tokens, vocabulary), format fl; not copied. */
    public int[][] words() {
      return words;
    }

    /** The clamps. */
    public Saturations saturations() {
      return saturations;
    }
  }

  /** What becomes of a sequence's logits. Several threads call it. */
  @FunctionalInterface
  public interface Use<R> {
    /** {@code sequence} is the number of the sequence, from 0. */
    R of(int sequence, Logits logits);
  }

  /** A simulator that computes as suits the shape. */
  public FastSimulator(QuantizedModel model) {
    this(model, suitsLockstep(model.config()));
  }

  FastSimulator(QuantizedModel model, boolean lockstep) {
    this.model = model;
    this.config = model.config();
    this.lockstep = lockstep;
  }

  private static boolean suitsLockstep(ModelConfig config) {
    long words = 2L * config.layers() * config.context() * config.embd() * LaneModel.LANES;
    return config.context() <= LockstepModel.LONGEST_CONTEXT
        && words * Integer.BYTES <= LARGEST_LOCKSTEP_CACHE;
  }

  /**
   * Runs each sequence from position 0 on.
   *
   * @param sequences each of 1..context tokens, 0..V-1
   * @return what {@code use} made of each, in their order, whatever the number of processors
   * @throws IllegalArgumentException if a sequence is not so
   */
  public <R> List<R> run(List<int[]> sequences, Use<R> use) {
    sequences.forEach(this::check);
    List<List<Integer>> groups = lockstep ? equallyLong(sequences) : together(sequences);
    List<R> results = new ArrayList<>(Collections.nCopies(sequences.size(), null));
    groups.parallelStream()
        .forEach(
            group -> {
              LaneModel lanes = Objects.requireNonNullElseGet(idle.poll(), this::lanes);
              List<int[]> members = group.stream().map(sequences::get).toList();
              List<Logits> logits = lanes.run(members);
              for (int i = 0; i < members.size(); i++) {
                results.set(group.get(i), use.of(group.get(i), logits.get(i)));
              }
              idle.add(lanes);
            });
    return results;
  }

  private LaneModel lanes() {
    return lockstep ? new LockstepModel(model) : new PrefillModel(model);
  }

  /** Sums of products that took 64 bits in all runs so far. */
  long wideSums() {
    return idle.stream().mapToLong(LaneModel::wideSums).sum();
  }

  /** Groups of sequences in falling length, small enough that each processor has one. */
  private static List<List<Integer>> equallyLong(List<int[]> sequences) {
    List<Integer> order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparing(i -> -sequences.get(i).length))
            .toList();
    int processors = ForkJoinPool.getCommonPoolParallelism() + 1;
    int share = (order.size() + processors - 1) / processors;
    int size = Math.max(FEWEST_LANES, Math.min(LaneModel.LANES, share));
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < order.size(); i += size) {
      groups.add(order.subList(i, Math.min(order.size(), i + size)));
    }
    return groups;
  }

  /** Groups of sequences whose tokens fit the lanes together, or of one that does not. */
  private static List<List<Integer>> together(List<int[]> sequences) {
    List<List<Integer>> groups = new ArrayList<>();
    int tokens = LaneModel.LANES;
    for (int i = 0; i < sequences.size(); i++) {
      tokens += sequences.get(i).length;
      if (tokens > LaneModel.LANES) {
        groups.add(new ArrayList<>());
        tokens = sequences.get(i).length;
      }
      groups.get(groups.size() - 1).add(i);
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
