package org.microgptrom.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Works on many files or images at once, on all processors. */
public final class InParallel {
  private InParallel() {}

  /** The work on one element. */
  @FunctionalInterface
  public interface Work<T, R> {
    /** Does the work on one element; the result is not null. */
    R of(T each) throws IOException;
  }

  /** Does the work on each element; the results are in the order of {@code all}. */
  public static <T, R> List<R> map(List<T> all, Work<T, R> work) throws IOException {
    try {
      return all.parallelStream()
          .map(
              each -> {
                try {
                  return work.of(each);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Work that gives one result, which is not null. */
  @FunctionalInterface
  public interface Task<R> {
    /** Does the work, or waits for it. */
    R get() throws IOException;
  }

  /** Starts a task on another processor; what is returned waits for its result. */
  public static <R> Task<R> start(Task<R> task) {
    CompletableFuture<R> result =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return task.get();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return () -> {
      try {
        return result.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof UncheckedIOException io) {
          throw io.getCause();
        }
        throw e.getCause() instanceof RuntimeException fault ? fault : e;
      }
    };
  }
}
