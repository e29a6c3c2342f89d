package org.microgptrom.train;

import org.microgptrom.train.state.Metrics;

/** Follows a training while it runs, for example to draw a progress bar. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Called after every step, on the training thread.
   *
   * @param metrics of the step just taken
   * @param steps number of steps of the whole training
   */
  void stepped(Metrics metrics, int steps);
}
