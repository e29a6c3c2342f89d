package org.microgptrom.quantize;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.code.Codes;

/**
 * A value for each weight.
 *
 * @param rounding how they were chosen
 * @param grids the weights that the values stand for, by parameter name
 * @param values by parameter name, row-major
 */
record RoundedWeights(
    Rounding rounding, Map<String, WeightGrid> grids, Map<String, short[]> values) {
  /**
   * The weights of a value each as words, which are the values shifted to their tensor's format.
   */
  Map<String, short[]> words(Codes codes) {
    Map<String, short[]> words = new LinkedHashMap<>();
    values.forEach((name, of) -> words.put(name, shifted(of, codes.of(name).shift())));
    return words;
  }

  private static short[] shifted(short[] values, int shift) {
    if (shift == 0) {
      return values;
    }
    short[] words = new short[values.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = (short) (values[i] << shift);
    }
    return words;
  }

  /** The checkpoint with the weights that the values stand for. */
  Checkpoint decoded(FoldedWeights weights) {
    Map<String, float[]> decoded = new LinkedHashMap<>();
    values.forEach(
        (name, of) ->
            decoded.put(name, weights.weights(name, Objects.requireNonNull(grids.get(name)), of)));
    return weights.checkpoint(decoded);
  }
}
