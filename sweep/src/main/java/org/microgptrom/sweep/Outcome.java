package org.microgptrom.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.Exclusion;

/**
 * All that a sweep found.
 *
 * @param plan that was followed
 * @param rows one for each candidate that was tried, the best first
 * @param best the row that is recommended; null where no model keeps the limits
 * @param fronts of complete models
 * @param untried number of candidates that the search did not draw
 * @param exclusions of points that were not tried
 * @param finalists the circuits of the best models; null if none were asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Outcome(
    SweepPlan plan,
    List<Row> rows,
    @Nullable Row best,
    Fronts fronts,
    int untried,
    List<Exclusion> exclusions,
    @Nullable List<Finalist> finalists) {
  /**
   * The models that nothing is better than, by the keys of their trials and their circuits.
   *
   * @param romBits fewest ROM bits against least loss
   * @param tokensPerSecond most tokens per second against least loss; empty without a device
   */
  public record Fronts(List<Member> romBits, List<Member> tokensPerSecond) {
    /** Copies the lists. */
    public Fronts {
      romBits = List.copyOf(romBits);
      tokensPerSecond = List.copyOf(tokensPerSecond);
    }
  }

  /**
   * A model on a front.
   *
   * @param key of its trial
   * @param lanes number of multipliers
   * @param streams number of sequences that the circuit interleaves
   */
  public record Member(String key, int lanes, int streams) {
    /** The model of a row. */
    public static Member of(Row row) {
      return new Member(row.key(), row.candidate().lanes(), row.candidate().streams());
    }
  }

  /** Copies the lists. */
  public Outcome {
    rows = List.copyOf(rows);
    exclusions = List.copyOf(exclusions);
    finalists = finalists == null ? null : List.copyOf(finalists);
  }

  /**
   * The best circuit of each of the best models that keep the limits, as many models as the plan
   * has finalists.
   */
  public List<Row> finalRows() {
    if (plan.finalists() == null) {
      return List.of();
    }
    Set<String> models = new HashSet<>();
    return rows.stream()
        .filter(row -> row.isModel() && plan.limits().loss().fault(row.loss()).isEmpty())
        .filter(row -> models.add(row.key()))
        .limit(plan.finalists().count())
        .toList();
  }

  /** The same with finalists, the first of which that passed is the best. */
  public Outcome with(List<Finalist> tried) {
    Set<Member> passed =
        tried.stream().filter(Finalist::passed).map(Finalist::member).collect(Collectors.toSet());
    Row first =
        rows.stream().filter(row -> passed.contains(Member.of(row))).findFirst().orElse(null);
    return new Outcome(plan, rows, first, fronts, untried, exclusions, tried);
  }
}
