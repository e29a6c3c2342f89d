package org.microgptrom.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * A rule of a byte-pair vocabulary: where {@code left} stands before {@code right}, the two become
 * one symbol. In JSON an array of two strings, as Hugging Face's {@code tokenizers} writes it.
 */
public record Merge(String left, String right) {
  /** The rule of an array of two strings. */
  @JsonCreator
  static Merge of(List<String> pair) {
    if (pair.size() != 2) {
      throw new IllegalArgumentException("a merge is of two symbols, not " + pair);
    }
    return new Merge(pair.get(0), pair.get(1));
  }

  @JsonValue
  List<String> pair() {
    return List.of(left, right);
  }

  /** The symbol that the two become. */
  public String symbol() {
    return left + right;
  }
}
