package org.microgptrom.train.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;

/**
 * Draws initial weights as in microgpt.py: every value drawn from a normal distribution of mean 0
 * and standard deviation 0.08.
 */
public final class InitialWeights {
  private static final double DEVIATION = 0.08;

  private InitialWeights() {}

  /**
   * Draws all values in {@code parameters()} order, row by row. They are equal on every machine;
   * the engine's own generator guarantees this neither across versions nor across platforms.
   */
  public static Map<String, double[]> draw(ModelConfig config, PythonRandom random) {
    Map<String, double[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      double[] values = new double[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.gauss(DEVIATION);
      }
      weights.put(spec.name(), values);
    }
    return weights;
  }
}
