package org.microgptrom.train.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.train.recipe.AdamSettings;
import org.microgptrom.train.vector.kernel.Workers;

/** The optimizer on many parameters against itself on one, which TorchAdamTest proves. */
class VectorAdamTest {
  private static final int SIZE = (1 << 17) + 5; // three parts, the last shorter than a register

  @Test
  void partsAndThreadsDoNotShow() {
    float[] one = afterThreeSteps(1, Double.POSITIVE_INFINITY);
    assertArrayEquals(one, afterThreeSteps(2, Double.POSITIVE_INFINITY));
    assertArrayEquals(afterThreeSteps(1, 0.5), afterThreeSteps(2, 0.5), "clipped");
    List<float[]> gradients = IntStream.range(0, 3).mapToObj(VectorAdamTest::gradients).toList();
    int compared = 0;
    try (Workers workers = new Workers(1)) {
      for (int i = 0; i < SIZE; i += 1009) {
        float[] alone = {1};
        VectorAdam adam = adam(1, Double.POSITIVE_INFINITY, workers);
        for (float[] of : gradients) {
          adam.step(alone, new float[] {of[i]}, 0.1);
        }
        assertEquals(alone[0], one[i], "parameter " + i);
        compared++;
      }
    }
    assertEquals(130, compared);
  }

  private static float[] afterThreeSteps(int threads, double clip) {
    float[] parameters = new float[SIZE];
    Arrays.fill(parameters, 1);
    try (Workers workers = new Workers(threads)) {
      VectorAdam adam = adam(SIZE, clip, workers);
      for (int step = 0; step < 3; step++) {
        adam.step(parameters, gradients(step), 0.1);
      }
    }
    return parameters;
  }

  private static VectorAdam adam(int size, double clip, Workers workers) {
    AdamSettings settings = new AdamSettings(0.9, 0.99, clip, 0.1);
    return new VectorAdam(0, new float[size], new float[size], new float[size], settings, workers);
  }

  private static float[] gradients(int step) {
    PythonRandom random = new PythonRandom(step);
    float[] gradients = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      gradients[i] = (float) random.gauss(1);
    }
    return gradients;
  }
}
