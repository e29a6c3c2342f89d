package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a file that can't be read, or is wrong as a whole.
 *
 * @param file the file's path in the bundle
 * @param line of the fault, from 1; null in a binary file and where no line is at fault
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileFault(String file, @Nullable Long line, String message) implements Difference {
  /** A fault of a file as a whole. */
  public static FileFault of(String file, String message) {
    return new FileFault(file, null, file + ": " + message);
  }

  /**
   * A line that can't be read; {@code message} names the place itself.
   *
   * @param line of the fault, from 1; null in a binary file
   */
  public static FileFault inLine(String file, @Nullable Long line, String message) {
    return new FileFault(file, line, message);
  }
}
