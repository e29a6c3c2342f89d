package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;

class InitialWeightsTest {
  /** The polar method of {@link Random}'s specification, on its specified 48-bit generator. */
  @Test
  void followTheSpecifiedGenerator() {
    ModelConfig config = ModelConfig.microgpt(27);
    Map<String, float[]> weights = InitialWeights.draw(config, new Random(42));
    long[] state = {(42 ^ 0x5DEECE66DL) & ((1L << 48) - 1)};
    double spare = Double.NaN;
    int compared = 0;
    for (ParameterSpec spec : config.parameters()) {
      for (float actual : weights.get(spec.name())) {
        double expected = spare;
        spare = Double.NaN;
        while (Double.isNaN(expected)) {
          double x = 2 * uniform(state) - 1;
          double y = 2 * uniform(state) - 1;
          double s = x * x + y * y;
          if (s > 0 && s < 1) {
            double factor = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
            expected = x * factor;
            spare = y * factor;
          }
        }
        assertEquals((float) (expected * 0.08), actual);
        compared++;
      }
    }
    assertEquals(4192, compared);
  }

  @Test
  void comeInTheOrderOfTheParameters() {
    ModelConfig config = new ModelConfig(2, 8, 2, 4, 16, 5);
    List<String> names = new ArrayList<>(InitialWeights.draw(config, new Random(1)).keySet());
    assertEquals(config.parameters().stream().map(ParameterSpec::name).toList(), names);
  }

  private static double uniform(long[] state) {
    return ((next(state, 26) << 27) + next(state, 27)) * 0x1p-53;
  }

  private static long next(long[] state, int bits) {
    state[0] = (state[0] * 0x5DEECE66DL + 11) & ((1L << 48) - 1);
    return state[0] >>> (48 - bits);
  }
}
