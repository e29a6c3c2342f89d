package org.microgptrom.sweep.trial;

import java.util.List;
import java.util.Optional;
import org.microgptrom.datasets.DocumentLengths;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.train.Trainer;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.TrainingStore;
import org.microgptrom.train.vector.kernel.VectorTransformer;

/**
 * What trials take, before they are run: an estimate from a short training.
 *
 * @param secondsPerProduct time for one token and one parameter, on one thread
 */
public record TrialCost(double secondsPerProduct) {
  /** The time for quantizing and measuring a small model. */
  private static final double SECONDS_BESIDE = 0.5;

  /** The most seconds of the short training: Java needs some to compile what is fast then. */
  private static final double MOST_SECONDS = 8;

  private static final double LEAST_SECONDS = 1;

  /** The part of the time of all trials that the short training takes. */
  private static final double SHARE_OF_TIME = 0.1;

  /** The part of the short training, its last, that counts. */
  private static final double COUNTED = 0.25;

  /** Arrays of one kind that a layer's training keeps, about. */
  private static final int ARRAYS_PER_LAYER = 8;

  /** Bytes for each parameter: weights, gradients, moments, averages, and copies of them. */
  private static final int BYTES_PER_PARAMETER = 64;

  /**
   * Measures this machine.
   *
   * @param minutes that all trials may take
   */
  public static TrialCost measure(SweepData data, EngineKind engine, double minutes) {
    double seconds = Math.max(LEAST_SECONDS, Math.min(MOST_SECONDS, SHARE_OF_TIME * 60 * minutes));
    ModelConfig shape = new ModelConfig(1, 24, 4, 16, 96, data.characters().size());
    List<int[]> training =
        data.split().training().stream()
            .map(document -> data.characters().sequence(document, shape.context()))
            .toList();
    TrainingOptions usual =
        TrainingOptions.defaults(Recipe.FAST, engine, shape, training.size(), 1);
    TrainingOptions options =
        new TrainingOptions(
            usual.recipe(),
            engine,
            TrainingOptions.MOST_STEPS,
            usual.batch(),
            usual.learningRate(),
            1,
            1,
            new StopRule(seconds / 60, StopRule.NEVER.targetLoss(), StopRule.NEVER.patience()),
            usual.device(),
            Optional.empty(),
            Optional.empty());
    List<Metrics> metrics =
        Trainer.train(shape, training, List.of(), options, TrainingStore.NONE, (step, steps) -> {})
            .metrics();
    Metrics last = metrics.get(metrics.size() - 1);
    Metrics warm =
        metrics.stream()
            .filter(of -> of.seconds() >= (1 - COUNTED) * last.seconds())
            .findFirst()
            .orElse(last);
    if (warm.step() == last.step()) { // of a machine on which one step takes seconds
      return new TrialCost(last.seconds() / ((double) last.tokens() * shape.parameterCount()));
    }
    double products = (double) (last.tokens() - warm.tokens()) * shape.parameterCount();
    return new TrialCost((last.seconds() - warm.seconds()) / products);
  }

  /** The seconds that a trial takes on one thread, about. */
  public double seconds(Trial trial, SweepData data) {
    int documents = data.split().training().size();
    DocumentLengths lengths = data.lengths(trial.tokens());
    double tokens =
        Math.min(trial.shape().context(), (double) lengths.tokens() / lengths.documents());
    double batch = TrialTraining.options(trial, documents).batch();
    return SECONDS_BESIDE
        + secondsPerProduct
            * (trial.steps() + (double) trial.codeSteps())
            * batch
            * tokens
            * trial.shape().parameterCount();
  }

  /** The bytes that a trial's training keeps, about. */
  public static long bytes(Trial trial) {
    ModelConfig shape = trial.shape();
    return BYTES_PER_PARAMETER * shape.parameterCount()
        + Float.BYTES
            * ARRAYS_PER_LAYER
            * (1L + shape.layers())
            * VectorTransformer.longestArray(shape);
  }

  /**
   * The number of trials that run at once: so many, or fewer where memory asks for it.
   *
   * @param heap bytes of memory
   */
  public static int threads(int wanted, List<Trial> trials, long heap) {
    long largest = trials.stream().mapToLong(TrialCost::bytes).max().orElse(1);
    return (int) Math.max(1, Math.min(wanted, heap / 10 * 7 / largest));
  }
}
