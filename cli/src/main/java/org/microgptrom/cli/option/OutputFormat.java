package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.io.InputException;

/**
 * Chooses the format of an output file by its extension and by {@code --format}, which must agree.
 */
public final class OutputFormat {
  private OutputFormat() {}

  /**
   * The format of a file.
   *
   * @param asked the format that {@code --format} names; empty without the option
   * @param output the file; empty if its name follows from the format
   * @param byExtension the formats that extensions without their dot, in small letters, stand for
   * @param usual the format of a file with neither extension nor option
   * @throws InputException if extension and option contradict each other, or an unknown extension
   *     stands alone
   */
  public static <F> F of(
      Optional<F> asked, Optional<Path> output, Map<String, F> byExtension, F usual) {
    String name = output.map(Path::getFileName).map(Path::toString).orElse("");
    int dot = name.lastIndexOf('.');
    String extension = dot < 1 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    Optional<F> named = Optional.ofNullable(byExtension.get(extension));
    if (asked.isPresent() && named.isPresent() && !named.equals(asked)) {
      throw new InputException(
          "--format",
          asked.get() + " contradicts the extension of " + output.orElseThrow(),
          "leave one of them out");
    }
    if (asked.isEmpty() && named.isEmpty() && !extension.isEmpty()) {
      throw new InputException(
          output.orElseThrow(),
          "its extension says no format that can be written",
          "name it with --format, or with one of ." + String.join(", .", byExtension.keySet()));
    }
    return asked.or(() -> named).orElse(usual);
  }
}
