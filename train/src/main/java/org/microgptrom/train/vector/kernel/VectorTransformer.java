package org.microgptrom.train.vector.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;

/**
 * microgpt.py's loss over a batch and its gradient, in 32-bit floating point on all threads given.
 * The result does not depend on the number of threads, but its last bits depend on the width of the
 * processor's vectors.
 */
public final class VectorTransformer implements AutoCloseable {
  /**
   * The largest width of a small model; above it, one register's sequences keep a core busy, and
   * more would keep others waiting.
   */
  private static final int MOST_EMBD_OF_SMALL = 32;

  private static final int MOST_CONTEXT_OF_SMALL = 256;

  /** The number of partial sums of the gradient, of which a thread fills one at a time. */
  private static final int MOST_SHARDS = 16;

  private final ModelConfig config;

  /**
   * The number of sequences that are computed together: enough to sum over, few enough for a core's
   * cache.
   */
  private final int chunk;

  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final int size;
  private final ExecutorService threads;
  private final List<Shard> shards = new ArrayList<>();

  /** The memory for one part of a batch; it grows with the batches that come. */
  private static final class Shard {
    Chunk chunk;
    float[] gradient = {}; // until one is wanted

    Shard(Chunk chunk) {
      this.chunk = chunk;
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

  /** A transformer for a model of this shape; {@code threads} compute while the caller waits. */
  public VectorTransformer(ModelConfig config, int threads) {
    this.config = config;
    this.chunk = chunk(config);
    int offset = 0;
    for (ParameterSpec spec : config.parameters()) {
      offsets.put(spec.name(), offset);
      offset += spec.size();
    }
    this.size = offset;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "training");
              thread.setDaemon(true);
              return thread;
            });
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
    int chunks = (sorted.size() + chunk - 1) / chunk;
    int used = Math.min(chunks, MOST_SHARDS);
    while (shards.size() < used) {
      shards.add(new Shard(new Chunk(config, offsets, 1, 1)));
    }
    List<Future<Double>> sums = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      int first = i;
      sums.add(threads.submit(() -> sum(weights, sorted, first, used, gradient != null, factor)));
    }
    double loss = 0;
    for (Future<Double> sum : sums) {
      loss += result(sum);
    }
    if (gradient != null) {
      add(used, gradient);
    }
    return loss / tokens;
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
    List<int[]> largest = part(sequences, first); // the longest come first
    shard.chunk =
        shard.chunk.withRoomFor(
            largest.get(0).length - 1, (largest.size() + Kernels.LANES - 1) / Kernels.LANES);
    float[] gradient = withGradient ? shard.cleared(size) : null;
    double loss = 0;
    for (int number = first; number * chunk < sequences.size(); number += step) {
      loss += shard.chunk.loss(weights, part(sequences, number), gradient, factor);
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

  private static double result(Future<Double> sum) {
    try {
      return sum.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while training", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
