package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A place where a bundle or its circuit disagrees with what it should say. JSON holds only the
 * fields of a kind of difference, and the fields tell which kind it is.
 */
public sealed interface Difference permits FileFault, SimulationFault, Mismatch {
  /** The whole difference in one sentence. */
  String message();

  /**
   * The difference that these fields of JSON make.
   *
   * @throws IllegalArgumentException if no kind of difference has these fields
   */
  @JsonCreator
  static Difference of(
      @JsonProperty("file") @Nullable String file,
      @JsonProperty("line") @Nullable Long line,
      @JsonProperty("chunk") @Nullable Integer chunk,
      @JsonProperty("word") WordDifference.@Nullable Word word,
      @JsonProperty("step") @Nullable Step step,
      @JsonProperty("circuit") @Nullable CircuitPlace circuit,
      @JsonProperty("expected") @Nullable String expected,
      @JsonProperty("actual") @Nullable String actual,
      @JsonProperty("message") @Nullable String message) {
    String said = part("message", message);
    if (circuit != null) {
      return new CircuitDifference(
          chunk, circuit, part("expected", expected), part("actual", actual), said);
    }
    if (word != null) {
      return new WordDifference(
          part("file", file), line, word, part("expected", expected), part("actual", actual), said);
    }
    if (step != null) {
      String right = part("expected", expected);
      String wrong = part("actual", actual);
      return chunk == null
          ? new StepDifference(part("file", file), part("line", line), step, right, wrong, said)
          : new CampaignDifference(chunk, step, right, wrong, said);
    }
    if (expected != null || actual != null) {
      return new TextDifference(part("file", file), line, expected, actual, said);
    }
    return file == null ? new SimulationFault(chunk, said) : new FileFault(file, line, said);
  }

  private static <T> T part(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("a difference has a " + name);
    }
    return value;
  }
}
