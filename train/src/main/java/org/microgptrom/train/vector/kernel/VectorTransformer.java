package org.microgptrom.train.vector.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;

/**
 * microgpt.py's loss over a batch and its gradient, in 32-bit floating point on all threads given.
 * The result does not depend on the number of threads, but its last bits depend on the width of the
 * processor's vectors.
 */
public final class VectorTransformer {
  /**
   * The largest width of a small model; above it, one register's sequences keep a core busy, and
   * more would keep others waiting.
   */
  static final int MOST_EMBD_OF_SMALL = 32;

  private static final int MOST_CONTEXT_OF_SMALL = 256;

  /** The number of partial sums of the gradient, of which a thread fills one at a time. */
  private static final int MOST_SHARDS = 16;

  /** The number of floats that a chunk may always keep, 16 MiB. */
  private static final int LEAST_KEPT = 1 << 22;

  private final ModelConfig config;

  /**
   * The number of sequences that are computed together: enough to sum over, few enough for a core's
   * cache.
   */
  private final int chunk;

  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final int size;
  private final int head; // where the matrices begin, behind the embeddings
  private final Workers workers;
  private final List<Shard> shards = new ArrayList<>();

  /** The memory for one part of a batch; it grows with the batches that come. */
  private static final class Shard {
    Chunk chunk;
    float[] gradient = {}; // until one is wanted

    final KeptGradients kept = new KeptGradients();

    Shard(Chunk chunk) {
      this.chunk = chunk;
    }

    void makeRoomFor(List<int[]> sequences) {
      chunk =
          chunk.withRoomFor(
              sequences.get(0).length - 1, (sequences.size() + Kernels.LANES - 1) / Kernels.LANES);
    }

    /** The loss of one chunk, whose gradient is kept if it is wanted. */
    double loss(float[] weights, List<int[]> sequences, boolean withGradient, float factor) {
      makeRoomFor(sequences);
      kept.clear();
      return chunk.loss(weights, sequences, withGradient ? kept : null, factor);
    }

    /** An array of zeros with this size. */
    float[] cleared(int size) {
      if (gradient.length == 0) {
        gradient = new float[size];
      } else {
        Arrays.fill(gradient, 0);
      }
      return gradient;
    }
  }

  /**
   * The number of values in the longest array that a model of this shape with a full context takes.
   */
  public static long longestArray(ModelConfig config) {
    int widest = Math.max(config.vocabSize(), Math.max(config.hidden(), 3 * config.embd()));
    return (long) chunk(config) * config.context() * widest;
  }

  private static int chunk(ModelConfig config) {
    return config.embd() > MOST_EMBD_OF_SMALL || config.context() > MOST_CONTEXT_OF_SMALL
        ? Kernels.LANES
        : Math.max(64, Kernels.LANES);
  }

  /** A transformer for a model of this shape; it does not close the workers. */
  public VectorTransformer(ModelConfig config, Workers workers) {
    this.config = config;
    this.chunk = chunk(config);
    int offset = 0;
    for (ParameterSpec spec : config.parameters()) {
      offsets.put(spec.name(), offset);
      offset += spec.size();
    }
    this.size = offset;
    this.head = Objects.requireNonNull(offsets.get(ParameterSpec.LM_HEAD));
    this.workers = workers;
  }

  /**
   * The mean of -ln p(target) over all targets, in nats.
   *
   * @param weights all parameters in {@code ModelConfig.parameters()} order, each row-major
   * @param sequences of 2..T+1 tokens each, element i + 1 the target of element i
   * @param gradient receives the gradient of the mean by {@code weights}; null if it isn't wanted
   */
  public double loss(float[] weights, List<int[]> sequences, float @Nullable [] gradient) {
    List<int[]> sorted = new ArrayList<>(sequences); // neighbours of one length need no padding
    sorted.sort(Collections.reverseOrder(Comparator.comparingInt(sequence -> sequence.length)));
    long tokens = sorted.stream().mapToLong(sequence -> sequence.length - 1).sum();
    float factor = 1f / tokens;
    double loss =
        keeps()
            ? keptLoss(weights, sorted, gradient, factor)
            : shardedLoss(weights, sorted, gradient, factor);
    return loss / tokens;
  }

  /**
   * Whether chunks keep what gradients are summed from, which takes memory for every position. The
   * model is then too large for a core's cache, and its arrays of partial sums for the nearest.
   */
  private boolean keeps() {
    return config.embd() > MOST_EMBD_OF_SMALL
        && KeptGradients.length(config, chunk) <= Math.max(2L * size, LEAST_KEPT);
  }

  /** The loss; each shard sums its own gradient. */
  private double shardedLoss(
      float[] weights, List<int[]> sequences, float @Nullable [] gradient, float factor) {
    int used = Math.min(chunks(sequences), MOST_SHARDS);
    makeShards(used);
    double loss =
        workers.sum(
            used, first -> () -> sum(weights, sequences, first, used, gradient != null, factor));
    if (gradient != null) {
      add(used, gradient);
    }
    return loss;
  }

  /** The loss; the gradient is summed once over the chunks of all shards. */
  private double keptLoss(
      float[] weights, List<int[]> sequences, float @Nullable [] gradient, float factor) {
    int chunks = chunks(sequences);
    makeShards(Math.min(chunks, MOST_SHARDS));
    double loss = 0;
    for (int from = 0; from < chunks; from += MOST_SHARDS) {
      int start = from;
      List<Shard> used = shards.subList(0, Math.min(MOST_SHARDS, chunks - from));
      loss +=
          workers.sum(
              used.size(),
              i ->
                  () ->
                      used.get(i)
                          .loss(weights, part(sequences, start + i), gradient != null, factor));
      if (gradient != null) {
        sum(used, gradient, start > 0);
      }
    }
    return loss;
  }

  /** Sums the gradient that shards keep; {@code again} adds it to the one that is there. */
  private void sum(List<Shard> used, float[] gradient, boolean again) {
    List<KeptGradients> kept = used.stream().map(shard -> shard.kept).toList();
    List<KeptGradients.Task> tasks = kept.get(0).tasks();
    workers.sum(
        tasks.size() + 1,
        number ->
            () -> {
              if (number < tasks.size()) {
                KeptGradients.sum(kept, tasks.get(number), gradient, again);
              } else {
                sumEmbeddings(used, gradient, again);
              }
              return 0.0;
            });
  }

  private void sumEmbeddings(List<Shard> used, float[] gradient, boolean again) {
    if (!again) {
      Arrays.fill(gradient, 0, head, 0);
    }
    used.forEach(shard -> shard.chunk.addEmbeddingGradient(gradient));
  }

  private int chunks(List<int[]> sequences) {
    return (sequences.size() + chunk - 1) / chunk;
  }

  private void makeShards(int count) {
    while (shards.size() < count) {
      shards.add(new Shard(new Chunk(config, offsets, 1, 1)));
    }
  }

  /** The loss of every {@code step}-th chunk from {@code first} on, and its gradient in a shard. */
  private double sum(
      float[] weights,
      List<int[]> sequences,
      int first,
      int step,
      boolean withGradient,
      float factor) {
    Shard shard = shards.get(first);
    shard.makeRoomFor(part(sequences, first)); // the longest come first
    float[] gradient = withGradient ? shard.cleared(size) : null;
    MatrixGradients gradients =
        gradient == null
            ? null
            : (dy, rows, x, columns, blocks, offset) ->
                Kernels.addOuter(dy, rows, x, columns, blocks, gradient, offset);
    double loss = 0;
    for (int number = first; number * chunk < sequences.size(); number += step) {
      loss += shard.chunk.loss(weights, part(sequences, number), gradients, factor);
      if (gradient != null) {
        shard.chunk.addEmbeddingGradient(gradient);
      }
    }
    return loss;
  }

  /** The sequences of the chunk with this number, counted from 0. */
  private List<int[]> part(List<int[]> sequences, int number) {
    int from = number * chunk;
    return sequences.subList(from, Math.min(from + chunk, sequences.size()));
  }

  private void add(int used, float[] gradient) {
    System.arraycopy(shards.get(0).gradient, 0, gradient, 0, size);
    for (Shard shard : shards.subList(1, used)) {
      for (int i = 0; i < size; i++) {
        gradient[i] += shard.gradient[i];
      }
    }
  }
}
