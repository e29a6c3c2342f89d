package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Vocabulary;

/**
 * A value of the axis {@code tokens}.
 *
 * @param count of a byte-pair vocabulary's tokens, BOS among them, as {@code --tokens} has it; null
 *     where the characters are the symbols
 */
record Tokens(@Nullable Integer count) {
  static final Tokens OF_CHARACTERS = new Tokens(null);

  private static final String CHARACTERS = "characters";
  private static final int FEWEST = 3;

  /** The value that YAML has. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Tokens of(Object value) {
    if (value.equals(CHARACTERS)) {
      return OF_CHARACTERS;
    }
    if (value instanceof Integer count && count >= FEWEST && count <= Vocabulary.LARGEST) {
      return new Tokens(count);
    }
    throw new IllegalArgumentException(
        "tokens are a number in "
            + FEWEST
            + ".."
            + Vocabulary.LARGEST
            + " or the word "
            + CHARACTERS
            + ", not "
            + value);
  }

  @JsonValue
  Object value() {
    return count == null ? CHARACTERS : count;
  }

  @Override
  public String toString() {
    return value().toString();
  }
}
