package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one check.
 *
 * @param suite the group it belongs to: {@code digests}, {@code provenance}, a memory format,
 *     {@code tables}, {@code layouts}, {@code materials}, {@code vectors}, {@code circuit}, {@code
 *     circuit sources}, {@code trace}, {@code bitstream}, {@code bitstream's netlist}, {@code rtl.}
 *     with a simulator, {@code board}
 * @param name distinguishes the check from others of its group
 * @param compared how many files, values or numbers were compared
 * @param mismatches how many of the compared ones differ
 * @param difference the first mismatch; null unless the check failed
 * @param reason why the check was skipped or not run; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Check(
    String suite,
    String name,
    Outcome outcome,
    long compared,
    long mismatches,
    @Nullable Difference difference,
    @Nullable String reason) {
  /** How a check ended. */
  public enum Outcome {
    /** All that was compared agrees. */
    @JsonProperty("passed")
    PASSED,
    /** Something that was compared differs. */
    @JsonProperty("failed")
    FAILED,
    /** The check could not run, because what it needs is damaged, as another check reports. */
    @JsonProperty("skipped")
    SKIPPED,
    /**
     * The check was left out, because what it needs is not at hand: a tool, a key, a material or
     * the sources of another version.
     */
    @JsonProperty("not_run")
    NOT_RUN
  }

  /** Requires a difference of a failed check and a reason of a skipped one. */
  public Check {
    if ((outcome == Outcome.FAILED) != (difference != null)
        || (outcome == Outcome.SKIPPED || outcome == Outcome.NOT_RUN) != (reason != null)) {
      throw new IllegalArgumentException(suite + "/" + name + ": " + outcome + " without its why");
    }
  }

  /**
   * A check that failed if there is a difference and passed if there is none.
   *
   * @param difference the first one; null for none
   */
  public static Check of(
      String suite, String name, long compared, long mismatches, @Nullable Difference difference) {
    Outcome outcome = difference == null ? Outcome.PASSED : Outcome.FAILED;
    return new Check(suite, name, outcome, compared, mismatches, difference, null);
  }

  /** A check that passed, with the number of compared values. */
  public static Check passed(String suite, String name, long compared) {
    return of(suite, name, compared, 0, null);
  }

  /** A check that could not run because another check failed. */
  public static Check skipped(String suite, String name, String reason) {
    return new Check(suite, name, Outcome.SKIPPED, 0, 0, null, reason);
  }

  /** A check that was left out for want of what it needs, which is no fault. */
  public static Check notRun(String suite, String name, String reason) {
    return new Check(suite, name, Outcome.NOT_RUN, 0, 0, null, reason);
  }
}
