package org.microgptrom.report.facts;

import java.util.List;

/**
 * Counts of values in bins of equal width.
 *
 * @param from the lower edge of the first bin
 * @param width of each bin, above 0
 * @param counts by bin
 */
public record Histogram(double from, double width, List<Long> counts) {
  /** Copies the list and checks the width. */
  public Histogram {
    if (!(width > 0)) {
      throw new IllegalArgumentException("bin width must be above 0, not " + width);
    }
    counts = List.copyOf(counts);
  }

  /** The lower edge of a bin. */
  public double edge(int bin) {
    return from + bin * width;
  }

  /** The sum of all counts. */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
