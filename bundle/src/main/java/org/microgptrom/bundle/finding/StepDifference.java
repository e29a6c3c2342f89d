package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A number of a golden vector that the golden simulator does not compute.
 *
 * @param file the path in the bundle of the file of vectors
 * @param line of the file, from 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepDifference(
    String file, long line, Step step, String expected, String actual, String message)
    implements Mismatch {
  /** A difference in which the file's number is the actual one. */
  public static StepDifference of(String file, long line, Step step, long expected, long actual) {
    String message =
        file + ":" + line + ": " + step.inWords() + " " + actual + ", " + expected + " expected";
    return new StepDifference(
        file, line, step, Long.toString(expected), Long.toString(actual), message);
  }
}
