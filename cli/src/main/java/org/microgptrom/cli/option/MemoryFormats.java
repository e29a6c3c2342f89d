package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.rom.MemoryFormat;

/** Finds memory formats by the names that users give them. */
public final class MemoryFormats {
  private MemoryFormats() {}

  /** The format with this name. */
  public static MemoryFormat named(String name) {
    return MemoryFormat.named(name.toLowerCase(Locale.ROOT))
        .orElseThrow(
            () ->
                new InputException(
                    "format",
                    "unknown memory format '" + name + "'",
                    NearestName.advice(name, List.of(MemoryFormat.values()))));
  }

  /** The usual format of a file that is to be written under this name. */
  public static MemoryFormat of(Path file) {
    String name = String.valueOf(file.getFileName());
    List<MemoryFormat> formats =
        MemoryFormat.withExtension(name.substring(name.lastIndexOf('.') + 1));
    if (formats.isEmpty()) {
      throw new InputException(
          file, "the file's extension does not tell its format", "name it with --to");
    }
    return formats.get(0);
  }
}
