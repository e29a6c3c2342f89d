package org.microgptrom.train.recipe;

import java.util.List;
import org.microgptrom.model.PythonRandom;

/**
 * What a recipe makes of the options: everything that a training computes from its seed.
 *
 * @param batches what each step trains on
 * @param schedule how fast
 * @param random where the recipe's generator stands before the initial weights are drawn
 */
public record TrainingPlan(Batches batches, LearningRate schedule, PythonRandom random) {

  public static TrainingPlan of(List<int[]> training, TrainingOptions options) {
    PythonRandom random = new PythonRandom(options.seed());
    return switch (options.recipe()) {
      case MICROGPT -> {
        int[] order = random.permutation(training.size());
        yield new TrainingPlan(
            new Batches(training, options.batch(), epoch -> order),
            LearningRate.linear(options.learningRate(), options.steps()),
            random);
      }
      case FAST ->
          new TrainingPlan(
              new Batches(
                  training,
                  options.batch(),
                  epoch -> PythonRandom.stream(options.seed(), epoch).permutation(training.size())),
              LearningRate.cosine(options.learningRate(), options.steps()),
              random);
    };
  }
}
