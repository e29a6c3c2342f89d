package org.microgptrom.sweep.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.io.InputException;
import org.microgptrom.sweep.plan.Search;

/**
 * The points of a plan, sorted before anything is trained.
 *
 * @param candidates that may be tried, in the order of the grid
 * @param exclusions those that may not
 */
public record Sorted(List<Candidate> candidates, List<Exclusion> exclusions) {
  /** Copies the lists. */
  public Sorted {
    candidates = List.copyOf(candidates);
    exclusions = List.copyOf(exclusions);
  }

  /** How many points were excluded for which reason, in words. */
  public String reasons() {
    Map<String, Long> counts =
        exclusions.stream()
            .collect(Collectors.groupingBy(Exclusion::kind, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /**
   * Requires that something is left.
   *
   * @param where the plan
   * @throws InputException with the reasons for which nothing is
   */
  public Sorted requireSome(Object where) {
    if (candidates.isEmpty()) {
      throw new InputException(
          where,
          "leaves nothing to try of "
              + (exclusions.size() == 1 ? "1 point" : exclusions.size() + " points")
              + " ("
              + reasons()
              + ")",
          exclusions.get(0).reason());
    }
    return this;
  }

  /**
   * The candidates that a search tries: all, or as many as it draws, in the order in which Python's
   * {@code random.seed(seed)} and {@code random.shuffle(candidates)} put them.
   */
  public Drawn drawn(Search search) {
    Integer count = search.count();
    if (count == null) {
      return new Drawn(candidates, 0, exclusions);
    }
    int[] order = new PythonRandom(search.drawSeed()).permutation(candidates.size());
    List<Candidate> drawn = IntStream.of(order).limit(count).mapToObj(candidates::get).toList();
    return new Drawn(drawn, candidates.size() - drawn.size(), exclusions);
  }
}
