package org.microgptrom.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

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
}
