package org.microgptrom.train.recipe;

import java.util.List;
import org.microgptrom.model.PythonRandom;

/**
 * The plan that a recipe makes of the options: everything that a training computes from its seed.
 *
 * @param batches that the steps train on
 * @param schedule of the learning rate
 * @param random the recipe's generator as it is before the initial weights are drawn
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
