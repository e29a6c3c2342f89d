package org.microgptrom.train.recipe;

import java.util.Optional;
import org.microgptrom.model.ModelConfig;

/**
 * The options of a training.
 *
 * @param recipe the way to train
 * @param engine what computes losses and gradients; {@link Recipe#MICROGPT} needs {@link
 *     EngineKind#DJL}
 * @param steps number of optimizer steps, 1..10,000,000, before those with codes; 0 where weights
 *     are given and only codes are fitted
 * @param batch number of documents per step, 1..65,536; 1 in {@link Recipe#MICROGPT}
 * @param learningRate the highest learning rate, above 0
 * @param seed of the initial weights and the batches
 * @param threads number of threads that the engine may use for one operation, 1..256
 * @param stop what ends the training before its last step
 * @param device on which the engine computes; the recipe microgpt and the engine vector need {@link
 *     DeviceKind#CPU}
 * @param codes the steps with codes that follow, which {@link Recipe#FAST} can have
 * @param init the weights that the first step begins with, in {@link Recipe#FAST}; drawn by the
 *     seed if there are none
 */
public record TrainingOptions(
    Recipe recipe,
    EngineKind engine,
    int steps,
    int batch,
    double learningRate,
    long seed,
    int threads,
    StopRule stop,
    DeviceKind device,
    Optional<CodeTraining> codes,
    Optional<GivenWeights> init) {
  /** The most steps a training can have. */
  public static final int MOST_STEPS = 10_000_000;

  /** The most activations of one kind, in values, that a default batch keeps for its gradients. */
  private static final long LARGEST_ACTIVATIONS = 1 << 26;

  /** The options of a training without codes that begins with drawn weights. */
  public TrainingOptions(
      Recipe recipe,
      EngineKind engine,
      int steps,
      int batch,
      double learningRate,
      long seed,
      int threads,
      StopRule stop,
      DeviceKind device) {
    this(
        recipe,
        engine,
        steps,
        batch,
        learningRate,
        seed,
        threads,
        stop,
        device,
        Optional.empty(),
        Optional.empty());
  }

  /** Checks every range. */
  public TrainingOptions {
    requireRange("steps", steps, codes.isPresent() && init.isPresent() ? 0 : 1, MOST_STEPS);
    requireRange("batch", batch, 1, 65_536);
    if (recipe == Recipe.MICROGPT && batch != 1) {
      throw new IllegalArgumentException("batch must be 1 in the recipe microgpt, not " + batch);
    }
    if (recipe == Recipe.MICROGPT && engine != EngineKind.DJL) {
      throw new IllegalArgumentException(
          "engine must be djl in the recipe microgpt, not " + engine + ": only it has 64 bits");
    }
    if (device == DeviceKind.GPU && (recipe == Recipe.MICROGPT || engine != EngineKind.DJL)) {
      throw new IllegalArgumentException(
          "device must be cpu with the recipe microgpt or the engine vector, not " + device);
    }
    if (recipe == Recipe.MICROGPT && (codes.isPresent() || init.isPresent())) {
      throw new IllegalArgumentException(
          "neither codes nor weights can be given in the recipe microgpt");
    }
    if (!(learningRate > 0 && learningRate <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "learning_rate must be a finite number above 0, not " + learningRate);
    }
    requireRange("threads", threads, 1, 256);
  }

  /**
   * The default options of a recipe. {@link Recipe#MICROGPT} takes 1,000 steps of one document at a
   * rate of 0.01. For {@link Recipe#FAST} the defaults are the values that did best in trials on 20
   * to 30,000 first names and widths 16 to 64:
   *
   * <ul>
   *   <li>a step for every five documents, 100 to 4,000: more only overfit a small corpus;
   *   <li>256 documents a batch, up to 512 where a corpus has 40 times as many, fewer if there are
   *       fewer or a large model's memory asks for it;
   *   <li>a rate of 0.03 up to width 16, falling with the width beyond;
   *   <li>one thread of DJL for small models, whose operations are too short to share: threads that
   *       wait for each other gain a third on an idle machine, and lose three quarters on a busy
   *       one.
   * </ul>
   *
   * @param documents number of documents in the training split, at least 1
   */
  public static TrainingOptions defaults(
      Recipe recipe, EngineKind engine, ModelConfig config, int documents, long seed) {
    int processors = Math.min(8, Runtime.getRuntime().availableProcessors());
    int threads =
        engine == EngineKind.VECTOR
            ? processors
            : (int) Math.min(processors, 1 + config.parameterCount() / 20_000);
    if (recipe == Recipe.MICROGPT) {
      return new TrainingOptions(
          recipe, EngineKind.DJL, 1000, 1, 0.01, seed, threads, StopRule.NEVER, DeviceKind.CPU);
    }
    int wanted = Math.min(documents, Math.max(256, Math.min(512, documents / 40)));
    return new TrainingOptions(
        recipe,
        engine,
        Math.max(100, Math.min(4000, documents / 5)),
        Math.min(wanted, mostDocuments(config)),
        0.03 * Math.min(1, 16.0 / config.embd()),
        seed,
        threads,
        StopRule.NEVER,
        DeviceKind.CPU);
  }

  /** The number of all steps, those with codes too. */
  public int allSteps() {
    return steps + codes.map(CodeTraining::steps).orElse(0);
  }

  /** As many documents as a model's activations leave memory for at once, at least 1. */
  public static int mostDocuments(ModelConfig config) {
    long context = config.context();
    long activations =
        config.layers() * context * (config.heads() * context + config.hidden()); // a document's
    return (int) Math.max(1, LARGEST_ACTIVATIONS / activations);
  }

  private static void requireRange(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          name + " must be in " + lowest + ".." + highest + ", not " + value);
    }
  }
}
