package org.microgptrom.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;

/**
 * Initial weights as in microgpt.py: every value drawn from a normal distribution of mean 0 and
 * standard deviation 0.08.
 */
final class InitialWeights {
  private static final double DEVIATION = 0.08;

  private InitialWeights() {}

  /**
   * Draws all values in {@code parameters()} order, row by row. They are equal on every machine:
   * the class documentation of {@link Random} fixes its generator, and that of {@link
   * Random#nextGaussian} its polar method with {@link StrictMath}; the engine's own generator
   * promises neither across versions and platforms.
   */
  static Map<String, float[]> draw(ModelConfig config, Random random) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      float[] values = new float[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * DEVIATION);
      }
      weights.put(spec.name(), values);
    }
    return weights;
  }
}
