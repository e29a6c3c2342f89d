package org.microgptrom.model.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Output that appears whole or not at all: it is written beside its target under the hidden name
 * {@code .NAME.partial-PID-N} and moved into place when complete. A failure or Ctrl-C removes the
 * partial output; what a killed process leaves is removed by the next writer of the same target. No
 * reader ever takes a hidden name for an artifact.
 *
 * <p>A folder that is replaced is first moved to {@code .NAME.previous-PID-N}. A process killed
 * between the two moves leaves the target missing and its earlier content under that name; the next
 * {@link #folder} call for the target, or {@link #recover}, moves it back.
 *
 * <p>Any number of threads and processes of one machine may write the same target: each output is
 * whole, the last one stays. Processes are told apart by their id, so that a process of another
 * machine or container that shares the folder is taken for a killed one.
 */
public final class AtomicOutput {
  /**
   * The number of attempts at a move: one that loses against other processes this often has failed
   * for another reason.
   */
  private static final int ATTEMPTS = 100;

  private static final Pattern OWNER = Pattern.compile("([0-9]{1,18})-[0-9]{1,18}");

  private static final AtomicLong NUMBER = new AtomicLong();

  /** The partial outputs of this process that are being written, each with its target. */
  private static final Map<Path, Path> IN_PROGRESS = new ConcurrentHashMap<>();

  /**
   * The lock that is held while an output is moved into place, and for good once this process is
   * ending.
   */
  private static final ReentrantLock MOVES = new ReentrantLock();

  static {
    Shutdown.add(Shutdown.Stage.FILES, AtomicOutput::removeInProgress);
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
   * @throws InputException if the place can't be written, with the earlier file intact
   */
  public static void file(Path target, Content content) {
    file(target, partial -> partial, content);
  }

  /**
   * Writes one file, as {@link #file(Path, Content)} does, that is made from others: {@code
   * content} fills a folder, whose file {@code result} becomes the target and whose other files are
   * removed.
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
    if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
      throw new InputException(target, "is a device or pipe, which is not replaced", "name a file");
    }
    write(
        target,
        absolute,
        partial -> {
          content.writeTo(partial);
          MOVES.lock();
          try {
            Files.move(
                result.apply(partial),
                absolute,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
          } finally {
            MOVES.unlock();
          }
        });
  }

  /**
   * Removes a file that {@link #file} wrote, and the partial files that killed writers of it left.
   */
  public static void removeFile(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    try {
      Files.deleteIfExists(absolute);
    } catch (IOException e) {
      throw failure(target, e);
    }
    abandoned(absolute, "partial").forEach(AtomicOutput::deleteQuietly);
  }

  /** Removes a folder with all that is in it. */
  public static void removeFolder(Path target) {
    deleteQuietly(target);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new InputException(target, "cannot be removed", "remove it");
    }
  }

  /**
   * Writes one folder. An earlier folder is replaced only if it is empty or an artifact of the same
   * kind, so that a mistyped output name never costs somebody else's files or another stage's.
   *
   * @param marker name of a JSON file that every artifact of this kind has and that begins with its
   *     format, {@code config.json} say
   * @param format the value of the marker's first key, {@code format}
   * @throws InputException if the place can't be written or holds something else; what was there is
   *     intact
   */
  public static void folder(Path target, String marker, String format, Content content) {
    Path absolute = target.toAbsolutePath().normalize();
    requireReplaceable(target, marker, format);
    write(
        target,
        absolute,
        partial -> {
          Files.createDirectory(partial);
          content.writeTo(partial);
          MOVES.lock();
          try {
            replace(absolute, partial);
            abandoned(absolute, "previous").forEach(path -> discard(absolute, path));
          } finally {
            MOVES.unlock();
          }
        });
  }

  /**
   * Moves the earlier content of {@code target} back if a process was killed while it replaced the
   * folder. Does nothing when the target exists.
   */
  public static void recover(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    MOVES.lock();
    try {
      if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      Optional<Path> newest =
          abandoned(absolute, "previous").stream()
              .max(Comparator.comparingLong(path -> path.toFile().lastModified()));
      if (newest.isPresent()) {
        try {
          Files.move(newest.get(), absolute, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          if (!Files.exists(absolute)) { // otherwise another process recovered or wrote it
            throw failure(target, e);
          }
        }
      }
    } finally {
      MOVES.unlock();
    }
  }

  /**
   * Requires what {@link #folder} requires of its target, before something long is begun.
   *
   * @throws InputException if the target holds something else
   */
  public static void requireReplaceable(Path target, String marker, String format) {
    Path absolute = target.toAbsolutePath().normalize();
    recover(absolute);
    // More than one look: another process may replace the folder during the first.
    for (int look = 0; look < 3; look++) {
      if (isReplaceable(target, absolute, marker, format)) {
        return;
      }
    }
    throw new InputException(
        target,
        "is a folder with other content (no "
            + marker
            + " of a "
            + format
            + "), which is not overwritten",
        "name a new or empty folder");
  }

  private static boolean isReplaceable(Path target, Path absolute, String marker, String format) {
    try (Stream<Path> entries = Files.list(absolute)) {
      return begins(absolute.resolve(marker), format) || entries.findAny().isEmpty();
    } catch (NoSuchFileException e) {
      return true;
    } catch (NotDirectoryException e) {
      if (!Files.exists(absolute)) {
        return true; // it is the parent that is a file, which writing will find
      }
      throw new InputException(
          target, "is a file, a folder is to be written", "name another output", e);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static boolean begins(Path marker, String format) throws IOException {
    if (!Files.isRegularFile(marker)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(marker)) {
      return new String(in.readNBytes(100), StandardCharsets.UTF_8).contains("\"" + format + "\"");
    }
  }

  private static void write(Path shown, Path absolute, Content content) {
    Path partial = hidden(absolute, "partial");
    try {
      Files.createDirectories(absolute.getParent());
      abandoned(absolute, "partial").forEach(AtomicOutput::deleteQuietly);
      MOVES.lock(); // a process that is ending begins nothing
      try {
        IN_PROGRESS.put(partial, absolute);
      } finally {
        MOVES.unlock();
      }
      content.writeTo(partial);
    } catch (IOException e) {
      throw failure(shown, e);
    } catch (UncheckedIOException e) {
      throw failure(shown, Objects.requireNonNull(e.getCause()));
    } finally {
      deleteQuietly(partial);
      MOVES.lock(); // an output that Ctrl-C made fail has nothing to report
      try {
        IN_PROGRESS.remove(partial);
      } finally {
        MOVES.unlock();
      }
    }
  }

  /** Moves the complete folder into place and removes what was there. */
  private static void replace(Path absolute, Path complete) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path previous = hidden(absolute, "previous");
      moveIfPresent(absolute, previous);
      try {
        Files.move(complete, absolute, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!Files.exists(absolute)) {
          moveIfPresent(previous, absolute);
          throw e;
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
        discard(absolute, previous); // older than what another process put there just now
        continue;
      }
      discard(absolute, previous);
      return;
    }
  }

  /** Renames before it deletes: a half deleted folder must never be taken for earlier content. */
  private static void discard(Path absolute, Path previous) {
    Path waste = hidden(absolute, "partial");
    try {
      if (moveIfPresent(previous, waste)) {
        deleteQuietly(waste);
      }
    } catch (IOException e) {
      // As in deleteQuietly.
    }
  }

  private static boolean moveIfPresent(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
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

  /** A name that no other thread or process takes and nothing has; for one use. */
  private static Path hidden(Path absolute, String kind) {
    String prefix = prefix(absolute, kind) + ProcessHandle.current().pid() + "-";
    Path path;
    do {
      path = absolute.resolveSibling(prefix + NUMBER.incrementAndGet());
    } while (Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    return path;
  }

  private static String prefix(Path absolute, String kind) {
    return "." + absolute.getFileName() + "." + kind + "-";
  }

  /** Hidden siblings of this kind whose writer is gone. */
  private static List<Path> abandoned(Path absolute, String kind) {
    String prefix = prefix(absolute, kind);
    Path parent = absolute.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .filter(
              path -> isAbandoned(path, path.getFileName().toString().substring(prefix.length())))
          .toList();
    } catch (IOException e) {
      throw failure(absolute, e);
    }
  }

  private static boolean isAbandoned(Path path, String owner) {
    Matcher matcher = OWNER.matcher(owner);
    if (!matcher.matches()) {
      return false;
    }
    long pid = Long.parseLong(matcher.group(1));
    if (pid == ProcessHandle.current().pid()) { // or an earlier process with the same id
      return IN_PROGRESS.keySet().stream()
          .noneMatch(own -> own.getFileName().equals(path.getFileName()));
    }
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
  }

  /** Stops the writers and removes what they wrote; runs while the process is ending. */
  private static void removeInProgress() {
    MOVES.lock(); // never unlocked
    Map<Path, Path> partials = Map.copyOf(IN_PROGRESS);
    partials.forEach(AtomicOutput::takeAway);
    try {
      for (int i = 0; i < 20 && partials.keySet().stream().anyMatch(Files::exists); i++) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      // Then without waiting.
    }
    partials.keySet().forEach(AtomicOutput::deleteQuietly);
  }

  /**
   * Puts a file in place of the partial output, at which its writer fails (and removes the file).
   */
  private static void takeAway(Path partial, Path absolute) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path waste = hidden(absolute, "partial");
      try {
        moveIfPresent(partial, waste);
        Files.createFile(partial);
        return;
      } catch (IOException e) {
        // The writer was faster and made the folder again.
      } finally {
        deleteQuietly(waste);
      }
    }
  }

  private static void deleteQuietly(Path root) {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // A leftover under a hidden name harms nobody; the next writer tries again.
    }
  }
}
