package org.microgptrom.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;

/** Trains a MicroGPT: seeded initial weights and batches, Adam, and the best weights on the way. */
public final class Trainer {
  /** About how often a training measures its validation loss. */
  private static final int MEASUREMENTS = 20;

  private Trainer() {}

  /** Weights worth keeping; {@code loss} is NaN where there is no validation split. */
  private record Snapshot(int step, double loss, Map<String, float[]> weights) {}

  /**
   * Trains from scratch. Equal arguments give equal weights on one machine, bit for bit; another
   * kind of processor may sum in another order, after which the last bits drift. One training at a
   * time in a process: the engine collects gradients for one.
   *
   * @param training token sequences as {@code Vocabulary.sequence} makes them for this context
   * @param validation the same, may be empty
   * @param listener told of every step
   * @throws InputException if there is nothing to train on, the engine can't be loaded, or the
   *     weights leave the range of numbers
   */
  public static TrainingResult train(
      ModelConfig config,
      List<int[]> training,
      List<int[]> validation,
      TrainingOptions options,
      TrainingListener listener) {
    if (training.isEmpty()) {
      throw new InputException(
          "corpus", "holds no document to train on", "add documents or hold out fewer");
    }
    requireFit(config, training);
    requireFit(config, validation);
    long start = System.nanoTime();
    Random random = new Random(options.seed());
    Map<String, float[]> initial = InitialWeights.draw(config, random);
    Batcher batches = new Batcher(training, options.batch(), random);
    List<Batch> held = Batcher.once(validation, options.batch());
    Schedule schedule = new Schedule(options.learningRate(), options.steps());
    // A large validation split is measured less often, so that training takes most of the time.
    int interval = Math.max(Math.max(1, options.steps() / MEASUREMENTS), held.size());
    List<Metrics> metrics = new ArrayList<>();
    Snapshot best = null;
    long tokens = 0;
    try (TorchModel model = new TorchModel(config, initial, TorchEngine.open(options.threads()))) {
      for (int step = 1; step <= options.steps(); step++) {
        Batch batch = batches.next();
        double loss = requireFinite(model.step(batch, schedule.rate(step)), step, options);
        tokens += batch.tokens();
        boolean last = step == options.steps();
        Double validationLoss = null;
        if (!held.isEmpty() && (last || step % interval == 0)) {
          validationLoss = requireFinite(meanLoss(model, held), step, options);
          if (best == null || validationLoss < best.loss) {
            best = snapshot(model, validationLoss, step, options);
          }
        } else if (last) {
          best = snapshot(model, Double.NaN, step, options);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        metrics.add(new Metrics(step, loss, validationLoss, tokens, seconds));
        listener.stepped(metrics.get(step - 1), options.steps());
      }
    }
    return new TrainingResult(
        best.weights,
        best.step,
        held.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(best.loss),
        metrics);
  }

  private static double meanLoss(TorchModel model, List<Batch> batches) {
    double sum = 0;
    long tokens = 0;
    for (Batch batch : batches) {
      sum += model.measure(batch) * batch.tokens();
      tokens += batch.tokens();
    }
    return sum / tokens;
  }

  private static Snapshot snapshot(
      TorchModel model, double loss, int step, TrainingOptions options) {
    Map<String, float[]> weights = model.weights();
    for (float[] values : weights.values()) {
      for (float value : values) {
        requireFinite(value, step, options);
      }
    }
    return new Snapshot(step, loss, weights);
  }

  private static double requireFinite(double value, int step, TrainingOptions options) {
    if (!Double.isFinite(value)) {
      throw new InputException(
          "training step " + step,
          "the weights have left the range of numbers ("
              + value
              + ") at learning rate "
              + options.learningRate(),
          "train with a lower learning rate, " + options.learningRate() / 10 + " say");
    }
    return value;
  }

  private static void requireFit(ModelConfig config, List<int[]> sequences) {
    for (int[] sequence : sequences) {
      if (sequence.length < 2 || sequence.length > config.context() + 1) {
        throw new IllegalArgumentException(
            "a sequence has 2.." + (config.context() + 1) + " tokens, not " + sequence.length);
      }
      for (int token : sequence) {
        if (token < 0 || token >= config.vocabSize()) {
          throw new IllegalArgumentException(
              "a token must be in 0.." + (config.vocabSize() - 1) + ", not " + token);
        }
      }
    }
  }
}
