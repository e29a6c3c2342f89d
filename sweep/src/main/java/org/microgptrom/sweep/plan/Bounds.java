package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The range that a figure must lie in, both ends included.
 *
 * @param atLeast the lowest value; null for no limit
 * @param atMost the highest value; null for no limit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Bounds(@Nullable Double atLeast, @Nullable Double atMost) {
  /** Every value. */
  static final Bounds NONE = new Bounds(null, null);

  /** Checks that some value lies in the range. */
  public Bounds {
    requireFinite(atLeast);
    requireFinite(atMost);
    if (atLeast != null && atMost != null && atLeast > atMost) {
      throw new IllegalArgumentException(
          "at least " + text(atLeast) + " and at most " + text(atMost) + " contradict each other");
    }
  }

  private static void requireFinite(@Nullable Double limit) {
    if (limit != null && !Double.isFinite(limit)) {
      throw new IllegalArgumentException("a limit must be a finite number, not " + limit);
    }
  }

  /** Whether every value lies in the range. */
  boolean areNone() {
    return atLeast == null && atMost == null;
  }

  /** What is wrong with a value, {@code above 7680} say; empty if it lies in the range. */
  public Optional<String> fault(double value) {
    if (atLeast != null && value < atLeast) {
      return Optional.of("below " + text(atLeast));
    }
    return atMost != null && value > atMost
        ? Optional.of("above " + text(atMost))
        : Optional.empty();
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
