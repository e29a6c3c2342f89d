package org.microgptrom.cli.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.Interruption;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;

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
  private UnfinishedFolder(Path output) {
    Path absolute = output.toAbsolutePath().normalize();
    folder = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
    byte[] marker = ("{\"format\": \"" + FORMAT + "\"}\n").getBytes(StandardCharsets.UTF_8);
    AtomicOutput.folder(
        folder, MARKER, FORMAT, partial -> Files.write(partial.resolve(MARKER), marker));
  }

  /** The work that fills a folder and returns its result. */
  @FunctionalInterface
  public interface Work<T> {
    /** Fills the folder, which is empty but for a mark. */
    T in(Path folder) throws IOException;
  }

  /**
   * Does the work and puts what it made into the output, which is recognised by a file that is part
   * of it. Where something stops the work, a warning or Ctrl-C's last words say where it is kept.
   *
   * @param file as of {@link AtomicOutput#folder}
   * @param format as of {@link AtomicOutput#folder}
   * @param content what is in the folder so far, in words
   */
  public static <T> T become(
      Path output, String file, String format, String content, Console console, Work<T> work) {
    List<T> result = new ArrayList<>();
    AtomicOutput.folder(
        output,
        file,
        format,
        partial -> {
          UnfinishedFolder unfinished = new UnfinishedFolder(output);
          String kept = content + " so far are in " + unfinished.folder;
          Interruption.advise(kept);
          try {
            result.add(work.in(unfinished.folder));
          } catch (InputException e) {
            console.warn(kept);
            throw e;
          }
          unfinished.finish(partial);
          Interruption.advise("");
        });
    return result.get(0);
  }

  /** Moves what was made into the output and removes the folder. */
  private void finish(Path output) throws IOException {
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
