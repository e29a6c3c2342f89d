package org.microgptrom.train.state;

import java.util.List;
import java.util.Optional;

/**
 * Everything that a training needs to go on as if it had never stopped. Generator and position in
 * the corpus are not in it, for a batch depends on seed and step alone.
 *
 * @param model weights and optimizer
 * @param best the weights of the best validation loss so far; once codes are fitted, of those that
 *     have codes
 * @param metrics of every step taken
 * @param codes the step at which codes began, if they have
 */
public record TrainingState(
    ModelState model, Optional<Snapshot> best, List<Metrics> metrics, Optional<CodeStart> codes) {
  /** Copies the list. */
  public TrainingState {
    metrics = List.copyOf(metrics);
  }
}
