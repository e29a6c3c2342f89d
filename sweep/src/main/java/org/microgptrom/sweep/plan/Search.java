package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;

/**
 * Which points of the grid are tried, and for how long.
 *
 * @param kind of search
 * @param count number of points that are drawn, each once; null for all of the grid
 * @param seed of the draw; null for the default
 * @param rungs of halving; null for the default
 * @param keep of halving; null for the default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Search(
    Kind kind,
    @Nullable Integer count,
    @Nullable Long seed,
    @Nullable Integer rungs,
    @Nullable Integer keep) {
  private static final int MOST_RUNGS = 8;
  private static final int LARGEST_KEEP = 16;

  /** All points. */
  static final Search GRID = new Search(Kind.GRID, null, null, null, null);

  /** The kinds of search. */
  public enum Kind {
    /** Every point of the grid, with all steps. */
    @JsonProperty("grid")
    GRID,

    /** Points that are drawn, with all steps. */
    @JsonProperty("random")
    RANDOM,

    /** Short trainings of many points, longer ones of those that are ahead. */
    @JsonProperty("halving")
    HALVING
  }

  /** Checks the ranges, and that nothing is given that the kind knows not. */
  public Search(
      @Nullable Kind kind,
      @Nullable Integer count,
      @Nullable Long seed,
      @Nullable Integer rungs,
      @Nullable Integer keep) {
    this.kind = kind == null ? Kind.GRID : kind;
    this.count = count;
    this.seed = seed;
    this.rungs = rungs;
    this.keep = keep;
    if (count != null && count < 1) {
      throw new IllegalArgumentException("count must be 1 or more, not " + count);
    }
    if (this.kind == Kind.GRID && (count != null || seed != null)) {
      throw new IllegalArgumentException("a grid draws nothing: leave count and seed out");
    }
    if (this.kind == Kind.RANDOM && count == null) {
      throw new IllegalArgumentException("count is missing: how many points are to be drawn");
    }
    if (this.kind != Kind.HALVING && (rungs != null || keep != null)) {
      throw new IllegalArgumentException("rungs and keep are for the kind halving");
    }
    requireRange("rungs", rungCount(), 2, MOST_RUNGS);
    requireRange("keep", keepOneOf(), 2, LARGEST_KEEP);
  }

  /** The seed of the draw. */
  public long drawSeed() {
    return seed == null ? 1 : seed;
  }

  /** The number of trainings that the best trial passes. */
  public int rungCount() {
    return rungs == null ? 3 : rungs;
  }

  /**
   * One of so many trials goes on to the next rung, whose trainings take as many times the steps.
   */
  public int keepOneOf() {
    return keep == null ? 3 : keep;
  }

  /**
   * Requires that the trainings of the first rung have a step at least.
   *
   * @param where names the plan in errors
   * @param steps of a trial on the last rung, the fewest of all
   */
  public void requireSteps(Object where, int steps) {
    double first = steps * Math.pow(keepOneOf(), 1.0 - rungCount());
    if (kind == Kind.HALVING && first < 1) {
      throw new InputException(
          where,
          String.format(
              Locale.ROOT,
              "the first of %d rungs would train for %.2g of %d steps",
              rungCount(),
              first,
              steps),
          "take more steps, or fewer rungs");
    }
  }

  private static void requireRange(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          name + " must be in " + lowest + ".." + highest + ", not " + value);
    }
  }
}
