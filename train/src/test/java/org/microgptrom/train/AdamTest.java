package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamTest {
  /** Minimizes (w0 - 3)^2 + 1e-8 (w1 + 2)^2, whose second gradient is as small as epsilon. */
  @Test
  void takesTheStepsOfTheFormulas() {
    double[] w = {1, 5};
    double[] m = new double[2];
    double[] v = new double[2];
    try (NDManager manager = TorchEngine.open(1)) {
      NDArray parameter = manager.create(new float[] {1, 5});
      parameter.setRequiresGradient(true);
      NDArray centre = manager.create(new float[] {3, -2});
      NDArray weight = manager.create(new float[] {1, 1e-8f});
      Adam adam =
          new Adam(
              Map.of("w", parameter),
              ModelState.initial(Map.of("w", new double[2])),
              new AdamSettings(0.9, 0.99, Double.POSITIVE_INFINITY),
              manager);
      for (int step = 1; step <= 50; step++) {
        double rate = 0.1 / step;
        try (GradientCollector gradients =
            Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
          gradients.backward(parameter.sub(centre).square().mul(weight).sum());
        }
        adam.step(rate, manager);
        double[] gradient = {2 * (w[0] - 3), 2e-8 * (w[1] + 2)};
        for (int i = 0; i < 2; i++) {
          m[i] = 0.9 * m[i] + 0.1 * gradient[i];
          v[i] = 0.99 * v[i] + 0.01 * gradient[i] * gradient[i];
          double mean = m[i] / (1 - Math.pow(0.9, step));
          double spread = Math.sqrt(v[i] / (1 - Math.pow(0.99, step)));
          w[i] -= rate * mean / (spread + 1e-8);
          assertEquals(w[i], parameter.toFloatArray()[i], 1e-5, "step " + step + ", w" + i);
        }
      }
    }
  }
}
