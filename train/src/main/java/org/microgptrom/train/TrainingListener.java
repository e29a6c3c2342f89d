package org.microgptrom.train;

import org.microgptrom.train.state.Metrics;

/** Follows a training while it runs, to draw a progress bar say. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Called after every step, on the training thread.
   *
   * @param metrics of the step just taken
   * @param steps how many the whole training has
   */
  void stepped(Metrics metrics, int steps);
}
