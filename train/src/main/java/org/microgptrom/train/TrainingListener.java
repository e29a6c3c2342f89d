package org.microgptrom.train;

import org.microgptrom.train.state.CodeStart;
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

  /**
   * Called before the first step that fits weights to codes, on the training thread.
   *
   * @param start the step, and the loss without codes
   * @param fittedLoss validation loss with the codes as they were fitted, in nats per token; NaN
   *     where there is no validation split
   */
  default void codesBegin(CodeStart start, double fittedLoss) {}
}
