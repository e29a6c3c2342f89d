package org.microgptrom.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps two processes from writing the same folder or file for as long as they work, by a locked
 * file {@code .NAME.lock} beside it that holds the owner's process id. The system gives the lock
 * back when a process ends in any way.
 */
public final class OutputLock implements AutoCloseable {
  /**
   * The locks of this process. They are remembered because closing a second channel to a lock's
   * file would give up the lock.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private static final Set<OutputLock> OPEN = ConcurrentHashMap.newKeySet();

  private static final int ATTEMPTS = 100;

  /**
   * Held while a lock is taken, so that no file is made without being among the open ones, and for
   * good once this process is ending.
   */
  private static final ReentrantLock TAKING = new ReentrantLock();

  static {
    Shutdown.add(Shutdown.Stage.FILES, OutputLock::closeAll);
  }

  private final Path file;
  private final FileChannel channel;

  private OutputLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder or file, which need not exist.
   *
   * @throws InputException if another process or thread holds the lock, or the place can't be
   *     written
   */
  public static OutputLock of(Path output) {
    Path absolute = output.toAbsolutePath().normalize();
    Path file = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
    if (!HELD_HERE.add(file)) {
      throw held(output, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      Files.createDirectories(file.getParent());
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        TAKING.lock();
        try {
          Optional<FileChannel> channel = lock(output, file);
          if (channel.isPresent()) {
            OutputLock lock = new OutputLock(file, channel.get());
            OPEN.add(lock);
            return lock;
          }
        } finally {
          TAKING.unlock();
        }
      }
      throw new IOException("its lock " + file + " comes and goes");
    } catch (IOException e) {
      HELD_HERE.remove(file);
      throw new InputException(
          output, "cannot be written: " + e.getMessage(), "free the place or name another", e);
    } catch (InputException e) {
      HELD_HERE.remove(file);
      throw e;
    }
  }

  /** The locked file's channel; empty if its earlier owner removed it meanwhile. */
  private static Optional<FileChannel> lock(Path output, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Optional<Object> opened = key(file);
    // A byte far behind the content, which Windows would otherwise not let others read.
    FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    if (lock == null) {
      String owner = content(file);
      channel.close();
      throw held(output, owner);
    }
    // Not by reading the file: closing any other channel to it would give up the lock.
    if (opened.isEmpty() || !opened.equals(key(file))) {
      channel.close();
      return Optional.empty();
    }
    String own = ProcessHandle.current().pid() + "\n";
    channel.truncate(0).write(ByteBuffer.wrap(own.getBytes(StandardCharsets.US_ASCII)));
    return Optional.of(channel);
  }

  /**
   * The key that distinguishes the file from a later one of the same name; empty if there is none.
   */
  private static Optional<Object> key(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static InputException held(Path output, String owner) {
    return new InputException(
        output,
        "process " + owner + " is writing it",
        "wait until it has ended, or name another output");
  }

  /** Gives up all locks of a process that is ending. */
  private static void closeAll() {
    TAKING.lock(); // never unlocked
    OPEN.forEach(OutputLock::close);
  }

  /** Removes the file, then gives up the lock. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      channel.close();
    } catch (IOException e) {
      // A file without an owner keeps nobody out.
    } finally {
      OPEN.remove(this);
      HELD_HERE.remove(file);
    }
  }
}
