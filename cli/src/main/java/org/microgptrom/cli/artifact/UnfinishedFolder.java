package org.microgptrom.cli.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.model.io.AtomicOutput;

/**
 * The folder {@code NAME.unfinished} in which long work is done, beside the output that it becomes.
 * When a failing tool, Ctrl-C or a kill stops the work, the folder stays as it is, for people to
 * look into; the next work for the same output begins anew.
 */
public final class UnfinishedFolder {
  private static final String MARKER = "unfinished.json";
  private static final String FORMAT = "microgpt-rom unfinished work";

  private final Path folder;

  /**
   * Makes the folder, empty.
   *
   * @param output what the folder is to become
   * @throws org.microgptrom.model.io.InputException if other files have its name
   */
  public UnfinishedFolder(Path output) {
    Path absolute = output.toAbsolutePath().normalize();
    folder = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
    byte[] marker = ("{\"format\": \"" + FORMAT + "\"}\n").getBytes(StandardCharsets.UTF_8);
    AtomicOutput.folder(
        folder, MARKER, FORMAT, partial -> Files.write(partial.resolve(MARKER), marker));
  }

  /** The folder in which the work is done. */
  public Path path() {
    return folder;
  }

  /** Moves what was made into the output and removes the folder. */
  public void finish(Path output) throws IOException {
    Files.delete(folder.resolve(MARKER));
    List<Path> made;
    try (Stream<Path> entries = Files.list(folder)) {
      made = entries.toList();
    }
    for (Path entry : made) {
      Files.move(entry, output.resolve(entry.getFileName()));
    }
    Files.delete(folder);
  }
}
