package org.microgptrom.model.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder that is removed when it is closed, at the latest when the JVM ends. The folders that a
 * killed process leaves are removed when the next process needs one: each folder lies in a folder
 * of its own beside a file that is locked as long as its process lives, in whatever container that
 * is.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "microgpt-rom-verify-";

  /**
   * The ending of the lock's name, which is deleted after the content, so that a kill in between
   * loses nothing.
   */
  private static final String LOCK = ".lock";

  private static final String CONTENT = "content";
  private static final Set<TemporaryFolder> OPEN = ConcurrentHashMap.newKeySet();

  /** At the end of the JVM another thread may still add a file while the folder is emptied. */
  private static final int ATTEMPTS = 10;

  private static boolean cleared;

  static {
    Shutdown.add(Shutdown.Stage.FILES, TemporaryFolder::deleteAll);
  }

  private final Path parent;
  private final FileChannel lock;

  /**
   * Makes a new, empty folder.
   *
   * @throws InputException if the system's folder for such ones is missing, full or read-only
   */
  public TemporaryFolder() throws IOException {
    synchronized (OPEN) {
      if (Shutdown.hasBegun()) {
        throw new InterruptedIOException("interrupted");
      }
      try {
        clearAbandoned();
        Path made;
        Optional<FileChannel> held;
        do {
          made = Files.createTempDirectory(PREFIX);
          held = lock(made);
        } while (held.isEmpty());
        parent = made;
        lock = held.get();
      } catch (IOException e) {
        throw failure(e);
      } catch (UncheckedIOException e) {
        throw failure(Objects.requireNonNull(e.getCause()));
      }
      OPEN.add(this);
    }
  }

  /**
   * The fault of writing below a temporary folder, full most of the time.
   *
   * @param cause what the system says
   */
  private static InputException failure(IOException cause) {
    return new InputException(
        "temporary folder " + system(),
        "cannot be written: " + cause.getMessage(),
        "free some space there, or name another folder: "
            + "MICROGPT_ROM_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
        cause);
  }

  private static Path system() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Takes a new folder for this process; empty if another one cleared it away just now. */
  private static Optional<FileChannel> lock(Path made) throws IOException {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              made.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        Files.createDirectory(made.resolve(CONTENT));
        return Optional.of(channel);
      }
    } catch (NoSuchFileException e) {
      // It is gone.
    }
    if (channel != null) {
      channel.close();
    }
    return Optional.empty();
  }

  /** Once in a process: removes what lies beside a lock that nobody holds. */
  private static void clearAbandoned() throws IOException {
    if (cleared) {
      return;
    }
    cleared = true;
    try (Stream<Path> entries = Files.list(system())) {
      entries
          .filter(path -> path.getFileName().toString().startsWith(PREFIX))
          .forEach(TemporaryFolder::clear);
    }
  }

  private static void clear(Path folder) {
    Path file = folder.resolve(LOCK);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        delete(folder); // under the lock: whoever makes this folder just now then finds it gone
      }
    } catch (NoSuchFileException e) {
      folder.toFile().delete(); // where it is empty: killed before it had a lock
    } catch (IOException e) {
      // Another user's.
    }
  }

  private static void deleteAll() {
    synchronized (OPEN) {
      OPEN.forEach(TemporaryFolder::delete);
    }
  }

  /** The path of the folder. */
  public Path path() {
    return parent.resolve(CONTENT);
  }

  /**
   * Opens a file to be written, and the folders on its way.
   *
   * @param path below this folder
   * @return a stream whose failures are those of this folder, not of what is copied
   * @throws InputException if the file can't be written
   */
  public OutputStream newFile(String path) {
    Path file = path().resolve(path);
    try {
      Folders.makeParents(path(), path);
      return guarded(Files.newOutputStream(file));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** A stream to {@code out} whose failures tell what to do about a full folder. */
  public static OutputStream guarded(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) {
        guard(() -> out.write(bytes, offset, length));
      }

      @Override
      public void write(int b) {
        guard(() -> out.write(b));
      }

      @Override
      public void close() {
        guard(out::close);
      }
    };
  }

  /** An action that writes into a temporary folder. */
  @FunctionalInterface
  public interface Write {
    /** Writes into the folder. */
    void run() throws IOException;
  }

  /**
   * Runs an action and turns its failure into one of the temporary folder.
   *
   * @throws InputException if the action fails
   */
  public static void guard(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    delete();
    OPEN.remove(this);
  }

  private void delete() {
    delete(parent);
    try {
      lock.close();
    } catch (IOException e) {
      // The lock goes with the process.
    }
  }

  private static void delete(Path folder) {
    for (int i = 0; i < ATTEMPTS && Files.exists(folder, LinkOption.NOFOLLOW_LINKS); i++) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(entry);
        }
      } catch (IOException | UncheckedIOException e) {
        // Something was added or can't be removed: another attempt, and at last the system's
        // own housekeeping of its temporary folder.
      }
    }
  }
}
