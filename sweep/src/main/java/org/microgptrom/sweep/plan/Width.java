package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A value of the axis {@code weight_bits}.
 *
 * @param text as {@code --weight-bits} has it
 */
record Width(@JsonValue String text) {
  /** The value that YAML has: a number, or a text such as {@code 4,wte=8}. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Width of(Object value) {
    if (!(value instanceof Integer) && !(value instanceof String)) {
      throw new IllegalArgumentException(
          "a number of bits or a text such as 4,wte=8 expected, not " + value);
    }
    return new Width(value.toString());
  }

  @Override
  public String toString() {
    return text;
  }
}
