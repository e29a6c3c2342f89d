package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

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
      @JsonProperty("file") String file,
      @JsonProperty("line") Long line,
      @JsonProperty("chunk") Integer chunk,
      @JsonProperty("word") WordDifference.Word word,
      @JsonProperty("step") Step step,
      @JsonProperty("circuit") CircuitPlace circuit,
      @JsonProperty("expected") String expected,
      @JsonProperty("actual") String actual,
      @JsonProperty("message") String message) {
    if (message == null) {
      throw new IllegalArgumentException("a difference has a message");
    }
    if (circuit != null) {
      return new CircuitDifference(chunk, circuit, expected, actual, message);
    }
    if (word != null) {
      return new WordDifference(file, line, word, expected, actual, message);
    }
    if (step != null) {
      return chunk == null
          ? new StepDifference(file, line, step, expected, actual, message)
          : new CampaignDifference(chunk, step, expected, actual, message);
    }
    if (expected != null || actual != null) {
      return new TextDifference(file, line, expected, actual, message);
    }
    return file == null ? new SimulationFault(chunk, message) : new FileFault(file, line, message);
  }
}
