package org.microgptrom.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.sweep.plan.Objective;
import org.microgptrom.sweep.plan.Search;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.Candidate;
import org.microgptrom.sweep.search.Drawn;
import org.microgptrom.sweep.search.ParetoFront;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialResult;

/**
 * Follows a plan. What comes out depends on the plan and the results of its trials, not on their
 * order in time nor on the number of threads.
 */
public final class Sweep {
  private final SweepPlan plan;
  private final Scheduler scheduler;
  private final String data;

  /**
   * A sweep whose trials a scheduler runs.
   *
   * @param data the options that name the corpus, as {@link Trial#commands} takes them
   */
  public Sweep(SweepPlan plan, Scheduler scheduler, String data) {
    this.plan = plan;
    this.scheduler = scheduler;
    this.data = data;
  }

  /**
   * Runs the trials of a plan and ranks them.
   *
   * @param drawn what the plan's search tries
   */
  public Outcome run(Drawn drawn) {
    List<Candidate> candidates = drawn.candidates();
    List<Row> rows =
        plan.search().kind() == Search.Kind.HALVING
            ? halve(candidates)
            : rows("trials", candidates, true);
    List<Row> ranked = rows.stream().sorted(order(plan.objective())).toList();
    List<Row> models = ranked.stream().filter(Row::isModel).toList();
    return new Outcome(
        plan, ranked, best(models), fronts(models), drawn.untried(), drawn.exclusions(), null);
  }

  private @Nullable Row best(List<Row> models) {
    return models.stream()
        .filter(row -> plan.limits().loss().fault(row.loss()).isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** Runs candidates with ever more steps, and ever fewer of them. */
  private List<Row> halve(List<Candidate> all) {
    int rungs = plan.search().rungCount();
    List<Row> rows = new ArrayList<>();
    List<Candidate> ahead = all;
    for (int rung = 1; rung <= rungs; rung++) {
      double share = Math.pow(plan.search().keepOneOf(), rung - rungs);
      List<Candidate> shorter = ahead.stream().map(candidate -> cut(candidate, share)).toList();
      boolean last = rung == rungs;
      List<Row> tried = rows("rung " + rung + " of " + rungs, shorter, last);
      Set<Trial> kept = last ? Set.of() : kept(tried);
      List<Candidate> next = new ArrayList<>();
      for (int i = 0; i < tried.size(); i++) {
        if (kept.contains(tried.get(i).candidate().trial())) {
          next.add(ahead.get(i)); // with all its steps
        } else {
          rows.add(tried.get(i));
        }
      }
      ahead = next;
    }
    return rows;
  }

  private static Candidate cut(Candidate candidate, double share) {
    Trial trial = candidate.trial();
    int steps = (int) Math.max(1, Math.round(share * trial.steps()));
    return steps == trial.steps() ? candidate : candidate.with(trial.withSteps(steps));
  }

  /** The trials that go on: one of so many, at least one, and none without a model. */
  private Set<Trial> kept(List<Row> tried) {
    Map<Trial, Double> losses = new LinkedHashMap<>();
    tried.forEach(row -> losses.put(row.trial(), row.loss()));
    int keep = plan.search().keepOneOf();
    return losses.entrySet().stream()
        .filter(entry -> Double.isFinite(entry.getValue()))
        .sorted(Map.Entry.comparingByValue())
        .limit((losses.size() + keep - 1) / keep)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private List<Row> rows(String step, List<Candidate> candidates, boolean complete) {
    Set<Trial> trials = new LinkedHashSet<>();
    candidates.forEach(candidate -> trials.add(candidate.trial()));
    Map<Trial, TrialResult> results = new HashMap<>(scheduler.run(step, trials));
    return candidates.stream()
        .map(
            candidate -> {
              TrialResult result = Objects.requireNonNull(results.get(candidate.trial()));
              return Row.of(complete, candidate, result, data);
            })
        .toList();
  }

  /** Models first, then those that were left behind, then failures. */
  private static Comparator<Row> order(Objective objective) {
    Comparator<Row> loss = Comparator.comparingDouble(row -> row.loss());
    Comparator<Row> bits = Comparator.comparingLong(row -> row.candidate().romBits());
    Comparator<Row> speed = Comparator.comparingDouble(Sweep::slowness);
    Comparator<Row> wanted =
        switch (objective) {
          case LOSS -> loss.thenComparing(bits).thenComparing(speed);
          case ROM_BITS -> bits.thenComparing(loss).thenComparing(speed);
          case TOKENS_PER_SECOND -> speed.thenComparing(loss).thenComparing(bits);
        };
    return Comparator.comparing((Row row) -> row.figures() == null)
        .thenComparing(row -> !row.complete())
        .thenComparing(wanted)
        .thenComparing(Row::key)
        .thenComparing(row -> row.candidate().lanes())
        .thenComparing(row -> row.candidate().streams());
  }

  /** By which the fastest comes first. */
  private static double slowness(Row row) {
    Candidate candidate = row.candidate();
    Double tokensPerSecond = candidate.tokensPerSecond();
    return tokensPerSecond == null
        ? (double) candidate.cycles() / candidate.streams()
        : -tokensPerSecond;
  }

  private static Outcome.Fronts fronts(List<Row> models) {
    List<Row> placed =
        models.stream().filter(row -> row.candidate().tokensPerSecond() != null).toList();
    return new Outcome.Fronts(
        members(ParetoFront.of(models, row -> row.candidate().romBits(), Row::loss)),
        members(ParetoFront.of(placed, Sweep::slowness, Row::loss)));
  }

  private static List<Outcome.Member> members(List<Row> rows) {
    Stream<Outcome.Member> members = rows.stream().map(Outcome.Member::of);
    return members.toList();
  }
}
