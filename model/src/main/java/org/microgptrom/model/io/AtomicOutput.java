package org.microgptrom.model.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Output that appears whole or not at all: it is written beside its target under the hidden name
 * {@code .NAME.partial-PID} and moved into place when complete. A failure or Ctrl-C removes the
 * partial output; what a killed process leaves is removed by the next writer of the same target. No
 * reader ever takes a hidden name for an artifact.
 *
 * <p>A folder that is replaced is first moved to {@code .NAME.previous-PID}. A process killed
 * between the two moves leaves the target missing and its earlier content under that name; the next
 * {@link #folder} call for the target, or {@link #recover}, moves it back.
 */
public final class AtomicOutput {
  private static final int MAX_DELETE_PASSES = 100;

  private static final Set<Path> IN_PROGRESS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> IN_PROGRESS.forEach(AtomicOutput::deleteQuietly), "remove-partial-output"));
  }

  private AtomicOutput() {}

  /** Fills a partial file or folder. */
  @FunctionalInterface
  public interface Content {
    /** Writes the file {@code partial}, or files into the empty folder {@code partial}. */
    void writeTo(Path partial) throws IOException;
  }

  /**
   * Writes one file, replacing an earlier one.
   *
   * @throws InputException if the folder can't be written, with the earlier file intact
   */
  public static void file(Path target, Content content) {
    file(target, partial -> partial, content);
  }

  /**
   * As {@link #file(Path, Content)}, for a file that is made from others: {@code content} fills a
   * folder, whose file {@code result} becomes the target and whose other files are removed.
   */
  public static void fileFromFolder(Path target, String result, Content content) {
    file(
        target,
        partial -> partial.resolve(result),
        partial -> {
          Files.createDirectory(partial);
          content.writeTo(partial);
        });
  }

  private static void file(Path target, UnaryOperator<Path> result, Content content) {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      throw new InputException(target, "is a folder, a file is to be written", "name a file");
    }
    write(
        target,
        absolute,
        partial -> {
          content.writeTo(partial);
          Files.move(
              result.apply(partial),
              absolute,
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        });
  }

  /**
   * Writes one folder. An earlier folder is replaced only if it is empty or holds the file {@code
   * marker}, so that a mistyped output name never costs somebody else's files.
   *
   * @param marker name of a file that every artifact of this kind has, {@code config.json} say
   * @throws InputException if the place can't be written or holds something else; what was there is
   *     intact
   */
  public static void folder(Path target, String marker, Content content) {
    Path absolute = target.toAbsolutePath().normalize();
    recover(absolute);
    requireReplaceable(target, absolute, marker);
    write(
        target,
        absolute,
        partial -> {
          Files.createDirectory(partial);
          content.writeTo(partial);
          Path previous = sibling(absolute, "previous");
          if (Files.exists(absolute)) {
            Files.move(absolute, previous, StandardCopyOption.ATOMIC_MOVE);
          }
          try {
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            recover(absolute);
            throw e;
          }
          deleteQuietly(previous);
        });
  }

  /**
   * Moves the earlier content of {@code target} back if a process was killed while it replaced the
   * folder. Does nothing when the target exists.
   */
  public static void recover(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    if (exists(absolute)) {
      return;
    }
    Path own = sibling(absolute, "previous");
    Optional<Path> previous =
        siblings(absolute, "previous").stream()
            .filter(path -> path.equals(own) || isAbandoned(path))
            .findFirst();
    if (previous.isPresent()) {
      try {
        Files.move(previous.get(), absolute, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw failure(target, e);
      }
    }
  }

  private static void requireReplaceable(Path target, Path absolute, String marker) {
    if (!Files.exists(absolute)) {
      return;
    }
    if (!Files.isDirectory(absolute)) {
      throw new InputException(
          target, "is a file, a folder is to be written", "name another output");
    }
    try (Stream<Path> entries = Files.list(absolute)) {
      if (!Files.exists(absolute.resolve(marker)) && entries.findAny().isPresent()) {
        throw new InputException(
            target,
            "is a folder with other content (no " + marker + "), which is not overwritten",
            "name a new or empty folder");
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static void write(Path shown, Path absolute, Content content) {
    Path partial = sibling(absolute, "partial");
    IN_PROGRESS.add(partial);
    try {
      Path parent = absolute.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      for (String kind : List.of("partial", "previous")) {
        siblings(absolute, kind).stream()
            .filter(AtomicOutput::isAbandoned)
            .forEach(AtomicOutput::deleteQuietly);
      }
      content.writeTo(partial);
    } catch (IOException e) {
      throw failure(shown, e);
    } catch (UncheckedIOException e) {
      throw failure(shown, e.getCause());
    } finally {
      deleteQuietly(partial);
      IN_PROGRESS.remove(partial);
    }
  }

  private static InputException failure(Path target, IOException e) {
    String problem;
    if (e instanceof AccessDeniedException) {
      problem = "cannot be written: permission denied (" + e.getMessage() + ")";
    } else if (e instanceof NoSuchFileException) {
      problem = "cannot be written: no such folder (" + e.getMessage() + ")";
    } else if (e instanceof FileAlreadyExistsException) {
      problem = "cannot be written: a file is in the way (" + e.getMessage() + ")";
    } else {
      problem = "cannot be written: " + e.getMessage();
    }
    return new InputException(
        target, problem, "nothing was changed there; free the place or name another output", e);
  }

  private static Path sibling(Path absolute, String kind) {
    return absolute.resolveSibling(
        "." + absolute.getFileName() + "." + kind + "-" + ProcessHandle.current().pid());
  }

  private static List<Path> siblings(Path absolute, String kind) {
    String prefix = "." + absolute.getFileName() + "." + kind + "-";
    Path parent = absolute.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(p -> p.getFileName().toString().startsWith(prefix)).sorted().toList();
    } catch (IOException e) {
      throw failure(absolute, e);
    }
  }

  /** Whether the process that wrote this hidden sibling is gone. */
  private static boolean isAbandoned(Path sibling) {
    String name = sibling.getFileName().toString();
    String pid = name.substring(name.lastIndexOf('-') + 1);
    return !pid.matches("[0-9]{1,18}")
        || ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty();
  }

  /**
   * On Ctrl-C another thread is still writing there, and every pass can meet a new file; a folder
   * once deleted takes no more, hence a few passes are enough. What stays under a hidden name harms
   * nobody, and the next writer of the target tries again.
   */
  private static void deleteQuietly(Path root) {
    for (int pass = 0; pass < MAX_DELETE_PASSES && exists(root); pass++) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        // It changed on the way; the next pass sees what is there now.
      }
    }
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
