package org.microgptrom.talos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.fixed.QFormat;

/**
 * The weights in a TALOS-V2 board's ROMs: 4,192 words, all in {@link #FORMAT}.
 *
 * <p>The arrays are shared, not copied; nobody writes to them after construction.
 *
 * @param weights signed words by parameter name, row-major, in {@code state_dict} order
 */
public record TalosModel(Map<String, short[]> weights) {
  /** The one shape that the circuit is built for: microgpt.py's, on 26 symbols and BOS. */
  public static final ModelConfig CONFIG = ModelConfig.microgpt(27);

  /** The format of every weight, activation and logit. */
  public static final QFormat FORMAT = new QFormat(12);

  /** Checks names and sizes. */
  public TalosModel {
    Map<String, short[]> ordered = new LinkedHashMap<>();
    for (ParameterSpec spec : CONFIG.parameters()) {
      short[] words = weights.get(spec.name());
      if (words == null || words.length != spec.size()) {
        throw new IllegalArgumentException(
            "tensor " + spec.name() + " must have " + spec.size() + " words");
      }
      ordered.put(spec.name(), words);
    }
    weights = Collections.unmodifiableMap(ordered);
  }

  /** The words of a parameter, row-major. */
  public short[] weights(String parameter) {
    return Objects.requireNonNull(weights.get(parameter), parameter);
  }

  /** The words of one matrix of the only layer, row-major. */
  short[] weights(Role role) {
    return weights(role.inLayer(0));
  }

  /**
   * Requires the circuit's shape.
   *
   * @throws IllegalArgumentException naming every size that differs
   */
  public static void requireShape(ModelConfig config) {
    List<String> reasons = new ArrayList<>();
    compare("layers", config.layers(), CONFIG.layers(), reasons);
    compare("embd", config.embd(), CONFIG.embd(), reasons);
    compare("heads", config.heads(), CONFIG.heads(), reasons);
    compare("context", config.context(), CONFIG.context(), reasons);
    compare("hidden", config.hidden(), CONFIG.hidden(), reasons);
    compare("vocab_size", config.vocabSize(), CONFIG.vocabSize(), reasons);
    if (!reasons.isEmpty()) {
      throw new IllegalArgumentException(
          "TALOS-V2 holds one shape only: " + String.join(", ", reasons));
    }
  }

  private static void compare(String name, int actual, int expected, List<String> reasons) {
    if (actual != expected) {
      reasons.add(name + " must be " + expected + ", not " + actual);
    }
  }
}
