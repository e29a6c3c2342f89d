package org.microgptrom.model.io;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Many tasks, some at a time, whose results are taken as they come. */
public final class Tasks {
  private Tasks() {}

  /** Takes the results one by one, in the thread that waits for them. */
  @FunctionalInterface
  public interface Taker<R> {
    /** Takes the result of one task. */
    void take(R result) throws IOException;
  }

  /**
   * Runs all tasks. After the first fault no other one begins, and those that run are interrupted
   * and waited for, a minute at most, so that they write nothing afterwards.
   *
   * @param threads number of tasks at a time, at least 1
   * @param what they do, for the error if the thread is interrupted: {@code routing}
   * @throws IOException the fault of a task or of the taker, or that this thread was interrupted
   */
  public static <R> void run(
      int threads, String what, Collection<Callable<R>> tasks, Taker<R> taker) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CompletionService<R> results = new ExecutorCompletionService<>(pool);
      tasks.forEach(results::submit);
      for (int i = 0; i < tasks.size(); i++) {
        taker.take(results.take().get());
      }
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in " + what, e);
    } finally {
      stop(pool);
    }
  }

  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException rethrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException fault) {
      throw fault;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }
}
