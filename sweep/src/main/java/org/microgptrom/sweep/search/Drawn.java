package org.microgptrom.sweep.search;

import java.util.List;
import org.microgptrom.sweep.trial.Trial;

/**
 * What a search tries.
 *
 * @param candidates that are tried, in the order of the draw, or of the grid
 * @param untried number of candidates that were not drawn
 * @param exclusions of points that may not be tried
 */
public record Drawn(List<Candidate> candidates, int untried, List<Exclusion> exclusions) {
  /** Copies the lists. */
  public Drawn {
    candidates = List.copyOf(candidates);
    exclusions = List.copyOf(exclusions);
  }

  /** The trainings of the candidates, each once. */
  public List<Trial> trials() {
    return candidates.stream().map(Candidate::trial).distinct().toList();
  }
}
