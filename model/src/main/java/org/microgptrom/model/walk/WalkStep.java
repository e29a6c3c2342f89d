package org.microgptrom.model.walk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.QFormat;

/**
 * The values that the circuit computes at one site.
 *
 * @param site that computes
 * @param layer of the site, 0..layers-1, or {@link Site#NO_LAYER}
 * @param formula of the site in the terms of {@code docs/arithmetic.md}
 * @param format of the words
 * @param reads the ROM words that the site takes
 * @param attention one row per head at the site {@link Site#ATTENTION}, empty elsewhere
 * @param words the computed integers
 * @param reals the real values of the words
 * @param floats the float model's values at this site; null without a float model
 * @param clamped number of words that were clamped to 16 bits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WalkStep(
    Site site,
    int layer,
    String formula,
    @JsonProperty("fraction_bits") QFormat format,
    List<RomRead> reads,
    List<AttentionRow> attention,
    List<Integer> words,
    List<Double> reals,
    @Nullable List<Double> floats,
    int clamped) {
  /** Copies the lists and checks that the lists have one length. */
  public WalkStep {
    reads = List.copyOf(reads);
    attention = List.copyOf(attention);
    words = List.copyOf(words);
    reals = List.copyOf(reals);
    floats = floats == null ? null : List.copyOf(floats);
    if (reals.size() != words.size() || (floats != null && floats.size() != words.size())) {
      throw new IllegalArgumentException(
          site.in(layer) + " has " + words.size() + " words and another number of values");
    }
  }

  /** The distance of the real value of word i from the float value, which must be present. */
  public double error(int i) {
    return Math.abs(reals.get(i) - Objects.requireNonNull(floats).get(i));
  }

  /** The largest {@link #error}; null without a float model. */
  @JsonProperty("largest_error")
  public @Nullable Double largestError() {
    if (floats == null) {
      return null;
    }
    double largest = 0;
    for (int i = 0; i < words.size(); i++) {
      largest = Math.max(largest, error(i));
    }
    return largest;
  }
}
