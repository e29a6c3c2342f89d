package org.microgptrom.train.vector.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Threads that compute while the caller waits. */
public final class Workers implements AutoCloseable {
  private final ExecutorService threads;

  /** So many threads, which end with the program or with {@link #close}. */
  public Workers(int count) {
    this.threads =
        Executors.newFixedThreadPool(
            count,
            work -> {
              Thread thread = new Thread(work, "training");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The sum, in the order of their numbers, of what tasks 0..count-1 return. */
  public double sum(int count, IntFunction<Callable<Double>> task) {
    List<Future<Double>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(threads.submit(task.apply(i)));
    }
    double sum = 0;
    for (Future<Double> result : results) {
      sum += result(result);
    }
    return sum;
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
