package org.microgptrom.model.code;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The codes that a training has fitted weights to: each weight of such a tensor is {@code value *
 * 2^-fractionBits} for the value of some code. Of Wq that holds with log2(e) / sqrt(hd) folded in.
 *
 * @param tensors by parameter name, those whose weights have codes
 * @param codebooks by name, those that tensors name
 */
public record TrainedCodes(Map<String, Tensor> tensors, Map<String, Codebook> codebooks) {
  /** The codes of a training that knows of none. */
  public static final TrainedCodes NONE = new TrainedCodes(Map.of(), Map.of());

  /**
   * Copies the maps and checks that each tensor has a codebook of its width, or none, and that each
   * codebook has a tensor.
   */
  public TrainedCodes {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    codebooks = Collections.unmodifiableMap(new LinkedHashMap<>(codebooks));
    for (String name : codebooks.keySet()) {
      if (tensors.values().stream().noneMatch(tensor -> tensor.codebook().equals(name))) {
        throw new IllegalArgumentException("no tensor has codes of the codebook " + name);
      }
    }
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      try {
        Coder.of(tensor.getValue().code(0), codebooks);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "codes of " + tensor.getKey() + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * The codes of one tensor.
   *
   * @param bits width of a code
   * @param codebook name of the codebook, {@link Code#LINEAR} for none
   * @param fractionBits f: the weight of the value n is {@code n * 2^-f}, 0..24
   */
  public record Tensor(int bits, String codebook, int fractionBits) {
    private static final int MOST_FRACTION_BITS = 24;

    /** Checks the ranges. */
    public Tensor {
      Code.require(bits, codebook);
      if (fractionBits < 0 || fractionBits > MOST_FRACTION_BITS) {
        throw new IllegalArgumentException(
            "fraction bits must be in 0.." + MOST_FRACTION_BITS + ", not " + fractionBits);
      }
    }

    /** How the words stand in ROM. */
    public Code code(int shift) {
      return new Code(bits, codebook, shift);
    }
  }

  /** Whether no tensor has codes. */
  @JsonIgnore
  public boolean isNone() {
    return tensors.isEmpty();
  }
}
