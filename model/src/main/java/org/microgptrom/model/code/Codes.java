package org.microgptrom.model.code;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the words of each tensor stand in ROM.
 *
 * @param tensors by parameter name, all of a model in {@code state_dict} order
 */
public record Codes(@JsonValue Map<String, Code> tensors) {
  /** Copies the map and checks that a codebook has codes of one width. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Codes {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    Map<String, Integer> widths = new LinkedHashMap<>();
    tensors.forEach(
        (tensor, code) -> {
          Integer before = widths.putIfAbsent(code.codebook(), code.bits());
          if (!code.isLinear() && before != null && before != code.bits()) {
            throw new IllegalArgumentException(
                "codebook "
                    + code.codebook()
                    + " is named for codes of "
                    + before
                    + " and of "
                    + code.bits()
                    + " bits");
          }
        });
  }

  /** Codes of 16 bits, which are the words. */
  public static Codes words(Collection<String> tensors) {
    Map<String, Code> codes = new LinkedHashMap<>();
    tensors.forEach(tensor -> codes.put(tensor, Code.WORD));
    return new Codes(codes);
  }

  /** Those of some tensors, each of which has codes here. */
  public Codes of(Collection<String> some) {
    Map<String, Code> codes = new LinkedHashMap<>();
    some.forEach(tensor -> codes.put(tensor, of(tensor)));
    return new Codes(codes);
  }

  /** How the words of a tensor stand in ROM. */
  public Code of(String tensor) {
    return Objects.requireNonNull(tensors.get(tensor), tensor);
  }

  /** The names of the codebooks, each once, in the order of the tensors, with their width. */
  public Map<String, Integer> codebooks() {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (Code code : tensors.values()) {
      if (!code.isLinear()) {
        widths.put(code.codebook(), code.bits());
      }
    }
    return Collections.unmodifiableMap(widths);
  }

  /** The tensors whose codes a codebook explains. */
  public List<String> tensorsOf(String codebook) {
    return tensors.entrySet().stream()
        .filter(tensor -> tensor.getValue().codebook().equals(codebook))
        .map(Map.Entry::getKey)
        .toList();
  }
}
