package org.microgptrom.verify.bundle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.microgptrom.model.io.Shutdown;

/** A folder that goes when it is closed, at the latest when the JVM ends. */
public final class TemporaryFolder implements AutoCloseable {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  /** At the end of the JVM another thread may still add a file while the folder is emptied. */
  private static final int ATTEMPTS = 10;

  static {
    Shutdown.add(Shutdown.Stage.FILES, TemporaryFolder::deleteAll);
  }

  private final Path path;

  /** A new, empty one. */
  public TemporaryFolder() throws IOException {
    synchronized (OPEN) {
      if (Shutdown.hasBegun()) {
        throw new InterruptedIOException("interrupted");
      }
      path = Files.createTempDirectory("microgpt-rom-verify-");
      OPEN.add(path);
    }
  }

  private static void deleteAll() {
    synchronized (OPEN) {
      OPEN.forEach(TemporaryFolder::delete);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    delete(path);
    OPEN.remove(path);
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
