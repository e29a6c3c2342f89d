package org.microgptrom.train.engine;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.io.InputException;

/** Matrices by name, and all their values in one array in the order of their list. */
public final class FlatParameters {
  /**
   * The most parameters of a model: so many 64-bit numbers the engine takes at once, as it copies
   * them by way of 2 GB of bytes.
   */
  public static final long MOST = 250_000_000;

  private FlatParameters() {}

  /**
   * Refuses a model that is too large for one array.
   *
   * @throws InputException if the model has more than 250 million parameters
   */
  public static void requireFit(ModelConfig config) {
    if (config.parameterCount() > MOST) {
      throw new InputException(
          "model",
          String.format(
              "has %,d parameters; at most %,d can be trained", config.parameterCount(), MOST),
          "choose a smaller --embd, or fewer --layers");
    }
  }

  public static double[] flat(List<ParameterSpec> parameters, Map<String, double[]> byName) {
    double[] all = new double[parameters.stream().mapToInt(ParameterSpec::size).sum()];
    int offset = 0;
    for (ParameterSpec spec : parameters) {
      System.arraycopy(byName.get(spec.name()), 0, all, offset, spec.size());
      offset += spec.size();
    }
    return all;
  }

  /**
   * A view of the matrices in an array of 32-bit numbers. A matrix is copied each time that it is
   * read, since copies of all of a large model's matrices would fill the memory; the copy has the
   * values that {@code all} holds at that moment.
   */
  public static Map<String, double[]> view(List<ParameterSpec> parameters, float[] all) {
    Map<String, Integer> offsets = new LinkedHashMap<>();
    int offset = 0;
    for (ParameterSpec spec : parameters) {
      offsets.put(spec.name(), offset);
      offset += spec.size();
    }
    return new AbstractMap<>() {
      @Override
      public Set<Map.Entry<String, double[]>> entrySet() {
        return new AbstractSet<>() {
          @Override
          public Iterator<Map.Entry<String, double[]>> iterator() {
            return parameters.stream().map(spec -> Map.entry(spec.name(), copy(spec))).iterator();
          }

          @Override
          public int size() {
            return offsets.size();
          }
        };
      }

      @Override
      public double @Nullable [] get(Object name) {
        return parameters.stream()
            .filter(spec -> spec.name().equals(name))
            .findFirst()
            .map(this::copy)
            .orElse(null);
      }

      private double[] copy(ParameterSpec spec) {
        double[] values = new double[spec.size()];
        int from = Objects.requireNonNull(offsets.get(spec.name()));
        for (int i = 0; i < values.length; i++) {
          values[i] = all[from + i];
        }
        return values;
      }
    };
  }

  public static Map<String, double[]> byName(List<ParameterSpec> parameters, double[] all) {
    Map<String, double[]> result = new LinkedHashMap<>();
    int offset = 0;
    for (ParameterSpec spec : parameters) {
      result.put(spec.name(), Arrays.copyOfRange(all, offset, offset + spec.size()));
      offset += spec.size();
    }
    return result;
  }
}
