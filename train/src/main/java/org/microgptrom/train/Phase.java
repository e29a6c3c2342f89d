package org.microgptrom.train;

import java.util.List;
import org.microgptrom.train.recipe.LearningRate;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.Metrics;

/**
 * A part of a training with a learning rate of its own: the steps without codes, or those with.
 *
 * @param from number of steps taken before
 * @param steps number of steps, unless the time is over before
 * @param all number of steps of the whole training, as far as it can be told
 * @param schedule of the learning rate, which counts the phase's own steps from 1
 * @param since seconds at which the phase began
 * @param until seconds at which its time is over
 * @param isLast whether none follows
 */
record Phase(
    int from,
    int steps,
    int all,
    LearningRate schedule,
    double since,
    double until,
    boolean isLast) {
  /** About how often a phase measures its validation loss, and the most steps between. */
  private static final int MEASUREMENTS = 20;

  private static final int LONGEST_INTERVAL = 100;

  /** The part of the allowed time that steps without codes take if some with codes follow. */
  private static final double SHARE_BEFORE_CODES = 0.75;

  /** The steps without codes. */
  static Phase withoutCodes(TrainingOptions options, LearningRate schedule) {
    boolean isLast = options.codes().isEmpty();
    double time = 60 * options.stop().minutes();
    return new Phase(
        0,
        options.steps(),
        options.allSteps(),
        schedule,
        0,
        isLast ? time : SHARE_BEFORE_CODES * time,
        isLast);
  }

  /**
   * The steps with codes.
   *
   * @param metrics at least those of the steps before
   */
  static Phase withCodes(TrainingOptions options, CodeStart start, List<Metrics> metrics) {
    int steps = options.codes().orElseThrow().steps();
    double since = start.step() == 0 ? 0 : metrics.get(start.step() - 1).seconds();
    return new Phase(
        start.step(),
        steps,
        start.step() + steps,
        LearningRate.cosine(options.learningRate(), steps),
        since,
        60 * options.stop().minutes(),
        true);
  }

  /** The share of the phase's time that has passed, 0 where time is not limited. */
  double clock(double seconds) {
    return seconds < until ? (seconds - since) / (until - since) : 1;
  }

  /** The rate of a step of the whole training. */
  double rate(int step, double clock) {
    return schedule.rate(step - from, clock);
  }

  /** Whether no step follows after this one of the whole training, be the time over or not. */
  boolean isLast(int step) {
    return step == from + steps;
  }

  /**
   * Whether to measure after a step that is not the last.
   *
   * @param batches that one measurement takes: a large split is measured less often, so that
   *     training takes most of the time
   */
  boolean isMeasured(int step, int batches) {
    int regular = Math.min(LONGEST_INTERVAL, Math.max(1, steps / MEASUREMENTS));
    return (step - from) % Math.max(regular, batches) == 0;
  }
}
