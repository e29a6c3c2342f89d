package org.microgptrom.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.quantize.evaluation.Loss;

/** The gradient against quotients of differences of the float reference. */
class SampledGradientTest {
  private static final int[] TOKENS = {26, 3, 17, 3, 0, 26};

  /** What the gradient draws, drawn again from the float reference. */
  private static int[] drawn(Checkpoint checkpoint, Random random) {
    FloatModel model = new FloatModel(checkpoint);
    int[] drawn = new int[TOKENS.length - 1];
    for (int t = 0; t < drawn.length; t++) {
      double[] probabilities = model.step(TOKENS[t]);
      FloatModel.softmax(probabilities);
      double left = random.nextDouble();
      while (drawn[t] < probabilities.length - 1 && left >= probabilities[drawn[t]]) {
        left -= probabilities[drawn[t]++];
      }
    }
    return drawn;
  }

  private static double logProbability(Checkpoint checkpoint, int[] drawn) {
    FloatModel model = new FloatModel(checkpoint);
    double sum = 0;
    for (int t = 0; t < drawn.length; t++) {
      sum += Loss.logSoftmax(model.step(TOKENS[t]))[drawn[t]];
    }
    return sum;
  }

  @Test
  void isTheSlopeOfTheLogProbabilityOfWhatIsDrawn() {
    Checkpoint checkpoint = QuantizerTest.checkpoint(new ModelConfig(2, 12, 3, 8, 20, 27), 1.0);
    double[] gradient = new SampledGradient(checkpoint).of(TOKENS, new Random(4));
    int[] drawn = drawn(checkpoint, new Random(4));
    int offset = 0;
    int compared = 0;
    int differentFromZero = 0;
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      float[] weights = checkpoint.weights(spec.name());
      for (int i = 0; i < weights.length; i += 7) {
        float before = weights[i];
        weights[i] = before + 1f / 1024;
        double above = logProbability(checkpoint, drawn);
        double width = weights[i];
        weights[i] = before - 1f / 1024;
        double below = logProbability(checkpoint, drawn);
        width -= weights[i];
        weights[i] = before;
        double slope = (above - below) / width;
        assertEquals(slope, gradient[offset + i], 2e-3 + 0.02 * Math.abs(slope), spec.name());
        differentFromZero += Math.abs(slope) > 0.01 ? 1 : 0;
        compared++;
      }
      offset += weights.length;
    }
    assertEquals(gradient.length, offset);
    assertTrue(compared > 400, "compared " + compared);
    assertTrue(differentFromZero > 250, "not zero: " + differentFromZero);
  }
}
