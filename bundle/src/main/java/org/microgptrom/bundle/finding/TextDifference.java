package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Quoted;

/**
 * A line, a digest or a number of a text file that should be another one.
 *
 * @param file the file's path in the bundle
 * @param line of the file, from 1; null for a digest
 * @param expected the right text; null for a line after the end that the file should have
 * @param actual the text that stands there; null where the file has ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TextDifference(
    String file,
    @Nullable Long line,
    @Nullable String expected,
    @Nullable String actual,
    String message)
    implements Mismatch {
  /** A line of text that should be another one, or that one of the two files does not have. */
  public static TextDifference ofLine(
      String file, long line, @Nullable String expected, @Nullable String actual) {
    String found = actual == null ? "the file ends" : Quoted.of(actual);
    String right = expected == null ? "the end of the file" : Quoted.of(expected);
    String message = file + ":" + line + ": " + found + ", " + right + " expected";
    return new TextDifference(file, line, expected, actual, message);
  }

  /** The difference of a file or image that has another digest. */
  public static TextDifference ofDigest(String file, String of, String expected, String actual) {
    String message = file + ": SHA-256 of " + of + " is " + actual + ", " + expected + " expected";
    return new TextDifference(file, null, expected, actual, message);
  }

  /** A number of a recorded step that the simulated core does not compute. */
  public static TextDifference ofTrace(
      String file, long step, String field, long expected, long actual) {
    String place = file + ":" + step + ": step " + step;
    String message = place + ": " + field + " " + actual + ", " + expected + " expected";
    return new TextDifference(file, step, Long.toString(expected), Long.toString(actual), message);
  }
}
