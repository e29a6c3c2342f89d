package org.microgptrom.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.io.InputException;

/** Matrices by name, and all their values in one array in {@code parameters()} order. */
final class FlatParameters {
  /** As many 64-bit numbers as the engine takes at once: it copies them by way of 2 GB of bytes. */
  private static final long MOST = 250_000_000;

  private FlatParameters() {}

  /**
   * Refuses what is too large for one array.
   *
   * @throws InputException if the model has more than 250 million parameters
   */
  static void requireFit(ModelConfig config) {
    if (config.parameterCount() > MOST) {
      throw new InputException(
          "model",
          String.format(
              "has %,d parameters; at most %,d can be trained", config.parameterCount(), MOST),
          "choose a smaller --embd, or fewer --layers");
    }
  }

  static double[] flat(ModelConfig config, Map<String, double[]> byName) {
    double[] all = new double[(int) config.parameterCount()];
    int offset = 0;
    for (ParameterSpec spec : config.parameters()) {
      System.arraycopy(byName.get(spec.name()), 0, all, offset, spec.size());
      offset += spec.size();
    }
    return all;
  }

  static Map<String, double[]> byName(ModelConfig config, double[] all) {
    Map<String, double[]> result = new LinkedHashMap<>();
    int offset = 0;
    for (ParameterSpec spec : config.parameters()) {
      result.put(spec.name(), Arrays.copyOfRange(all, offset, offset + spec.size()));
      offset += spec.size();
    }
    return result;
  }
}
