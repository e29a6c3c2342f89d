package org.microgptrom.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.train.recipe.AdamSettings;
import org.microgptrom.train.vector.VectorAdam;
import org.microgptrom.train.vector.kernel.Workers;

/** Both optimizers against the formulas. */
class TorchAdamTest {
  private static final int STEPS = 50;

  /**
   * Minimizes (w0 - 3)^2 + 1e-8 (w1 + 2)^2, whose second gradient is as small as epsilon. Its
   * gradients begin with a norm of 4, so they are clipped, at times or never, by these norms.
   */
  @ParameterizedTest
  @CsvSource({"Infinity, 0", "Infinity, 0.1", "0.5, 0", "0.5, 0.1", "1e-9, 0.3"})
  void takesTheStepsOfTheFormulas(double clip, double horizon) {
    AdamSettings settings = new AdamSettings(0.9, 0.99, clip, horizon);
    double[] w = {1, 5};
    double[] m = new double[2];
    double[] v = new double[2];
    double[] average = w.clone();
    int clipped = 0;
    float[] plain = {1, 5};
    try (Workers workers = new Workers(1);
        NDManager manager = TorchEngine.open(1)) {
      VectorAdam arrayAdam =
          new VectorAdam(0, new float[2], new float[2], new float[] {1, 5}, settings, workers);
      NDArray parameters = manager.create(new float[] {1, 5});
      parameters.setRequiresGradient(true);
      NDArray centre = manager.create(new float[] {3, -2});
      NDArray weight = manager.create(new float[] {1, 1e-8f});
      TorchAdam adam =
          new TorchAdam(parameters, 0, new double[2], new double[2], w.clone(), settings, manager);
      for (int step = 1; step <= STEPS; step++) {
        double rate = 0.1 / step;
        try (GradientCollector gradients =
            Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
          gradients.backward(parameters.sub(centre).square().mul(weight).sum());
        }
        adam.step(parameters.getGradient(), rate, manager);
        parameters.getGradient().muli(0);
        float[] plainGradient = {2 * (plain[0] - 3), 2e-8f * (plain[1] + 2)};
        arrayAdam.step(plain, plainGradient, rate);

        double[] gradient = {2 * (w[0] - 3), 2e-8 * (w[1] + 2)};
        double norm = Math.hypot(gradient[0], gradient[1]);
        if (norm > clip) {
          gradient[0] *= clip / norm;
          gradient[1] *= clip / norm;
          clipped++;
        }
        double share = 1 / (1 + horizon * step);
        for (int i = 0; i < 2; i++) {
          m[i] = 0.9 * m[i] + 0.1 * gradient[i];
          v[i] = 0.99 * v[i] + 0.01 * gradient[i] * gradient[i];
          double mean = m[i] / (1 - Math.pow(0.9, step));
          double spread = Math.sqrt(v[i] / (1 - Math.pow(0.99, step)));
          w[i] -= rate * mean / (spread + 1e-8);
          average[i] = (1 - share) * average[i] + share * w[i];
          String where = "step " + step + ", w" + i;
          assertEquals(w[i], parameters.toFloatArray()[i], 1e-5, where);
          assertEquals(w[i], plain[i], 1e-5, where);
          assertEquals(average[i], adam.average().toFloatArray()[i], 1e-5, where);
          assertEquals(average[i], arrayAdam.average()[i], 1e-5, where);
        }
        assertArrayEquals(
            new float[2],
            parameters.getGradient().toFloatArray(),
            1e-30f,
            "left for the next step");
      }
    }
    assertEquals(clip == Double.POSITIVE_INFINITY ? 0 : STEPS, clipped);
  }
}
