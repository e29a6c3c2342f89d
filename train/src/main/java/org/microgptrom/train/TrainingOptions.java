package org.microgptrom.train;

import org.microgptrom.model.ModelConfig;

/**
 * How to train, with the recipe {@link #RECIPE}: Adam (0.9, 0.99, 1e-8) on mixed batches under a
 * warm-up and a cosine.
 *
 * @param steps optimizer steps, 1..10,000,000
 * @param batch documents per step, 1..65,536
 * @param learningRate the highest, above 0
 * @param seed of the initial weights and the batches
 * @param threads the engine may use for one operation, 1..256
 */
public record TrainingOptions(int steps, int batch, double learningRate, long seed, int threads) {
  /** The recipe's name in a checkpoint's provenance. */
  public static final String RECIPE = "fast";

  /** Activations of one kind, in values, that a default batch keeps for its gradients. */
  private static final long LARGEST_ACTIVATIONS = 1 << 26;

  /** Checks every range. */
  public TrainingOptions {
    requireRange("steps", steps, 1, 10_000_000);
    requireRange("batch", batch, 1, 65_536);
    if (!(learningRate > 0 && learningRate <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "learning_rate must be a finite number above 0, not " + learningRate);
    }
    requireRange("threads", threads, 1, 256);
  }

  /**
   * The values that did best where they were tried, on 20 to 30,000 first names and widths 16 to
   * 64:
   *
   * <ul>
   *   <li>a step for every five documents, 100 to 2,000: more only overfit a small corpus;
   *   <li>256 documents a batch, fewer if there are fewer or a large model's memory asks for it;
   *   <li>a rate of 0.03 up to width 16, falling with the width beyond;
   *   <li>one thread for small models, whose operations are too short to share: threads that wait
   *       for each other gain a third on an idle machine, and lose three quarters on a busy one.
   * </ul>
   *
   * @param documents in the training split, at least 1
   */
  public static TrainingOptions defaults(ModelConfig config, int documents, long seed) {
    long context = config.context();
    long activations =
        config.layers() * context * (config.heads() * context + config.hidden()); // a document's
    long batch = Math.min(Math.min(256, documents), LARGEST_ACTIVATIONS / activations);
    int processors = Math.min(8, Runtime.getRuntime().availableProcessors());
    return new TrainingOptions(
        Math.max(100, Math.min(2000, documents / 5)),
        (int) Math.max(1, batch),
        0.03 * Math.min(1, 16.0 / config.embd()),
        seed,
        (int) Math.min(processors, 1 + config.parameterCount() / 20_000));
  }

  private static void requireRange(String name, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          name + " must be in " + lowest + ".." + highest + ", not " + value);
    }
  }
}
