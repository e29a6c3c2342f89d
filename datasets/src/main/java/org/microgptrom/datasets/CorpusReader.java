package org.microgptrom.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.compress.MemoryLimitException;
import org.microgptrom.datasets.DocumentParser.Limits;
import org.microgptrom.model.io.InputException;

/**
 * Reads a corpus from a text file by these rules:
 *
 * <ul>
 *   <li>The file is plain text or compressed by gzip, bzip2, xz or zip; its first bytes tell which,
 *       not its name. A zip holds exactly one file.
 *   <li>The text is strict UTF-8, at most 1 GiB of it; a byte order mark at its start is dropped.
 *       Nothing is normalized unless a {@link Preparation} says so: a letter with a combining
 *       accent stays two symbols.
 *   <li>A line, ended by LF, CR LF or CR, is a document, of at most 1 MiB.
 *   <li>White space at both ends is removed as microgpt.py's {@code line.strip()} does; what is
 *       then empty is no document, but may be the end of a paragraph, see {@link Preparation}.
 *       Duplicates are kept.
 *   <li>All documents together have at most 512 distinct code points, none of them NUL.
 * </ul>
 */
public final class CorpusReader {
  private CorpusReader() {}

  /**
   * Reads the corpus in {@code file}, and gives it the file's name.
   *
   * @throws InputException if the file is missing, unreadable or damaged, or breaks a rule
   */
  public static Corpus read(Path file) {
    return read(file, Preparation.NONE);
  }

  /**
   * Reads the corpus in {@code file} and prepares its documents; only what is left must keep the
   * limit of 512 code points.
   *
   * @throws InputException as {@link #read(Path)}, or if no document or too many code points are
   *     left
   */
  public static Corpus read(Path file, Preparation preparation) {
    return preparation.prepare(read(file, Limits.DEFAULT, preparation.codePoints()));
  }

  static Corpus read(Path file, Limits limits, CodePoints codePoints) {
    return new Corpus(
        file.getFileName().toString(),
        read(file, (where, text) -> DocumentParser.parse(where, text, limits, codePoints, false)));
  }

  /** Reads what a file holds. */
  @FunctionalInterface
  interface Content<T> {
    /**
     * Reads to the end.
     *
     * @param where names the file in errors
     */
    T read(String where, InputStream text) throws IOException;
  }

  /**
   * Reads the content of a file in the way it is compressed.
   *
   * @throws InputException if the file is missing, unreadable or damaged
   */
  static <T> T read(Path file, Content<T> content) {
    requireReadable(file);
    // Not Files.newInputStream, which cannot read a pipe.
    try (InputStream bytes = new FileInputStream(file.toFile())) {
      return read(file.toString(), Optional.of(file), bytes, content);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * Reads a content in the way it is compressed.
   *
   * @param name of the file in errors
   * @param file that the bytes are from; empty for a stream
   */
  static <T> T read(String name, Optional<Path> file, InputStream raw, Content<T> content) {
    InputStream bytes = new BufferedInputStream(raw);
    Compression compression = Compression.NONE;
    try {
      compression = Compression.detect(bytes);
      try (InputStream text = compression.open(name, file, bytes)) {
        return content.read(compression.describe(name), text);
      }
    } catch (MemoryLimitException e) {
      throw new InputException(
          compression.describe(name),
          "takes "
              + e.getMemoryNeededInKb()
              + " KiB of memory, "
              + e.getMemoryLimitInKb()
              + " are allowed",
          "unpack it first, or compress it with other settings",
          e);
    } catch (IOException e) {
      throw compression == Compression.NONE
          ? unreadable(name, e)
          : new InputException(
              compression.describe(name),
              "cannot be decompressed: "
                  + (e instanceof EOFException ? "it ends too early" : e.getMessage()),
              "it is damaged or cut short: fetch it again, or compress the text again",
              e);
    }
  }

  private static InputException unreadable(String name, IOException e) {
    return new InputException(name, "cannot be read: " + e.getMessage(), "", e);
  }

  private static void requireReadable(Path file) {
    if (Files.notExists(file)) {
      throw InputException.missing(
          file, "file", "a text file with one document a line is expected");
    }
    if (Files.isDirectory(file)) {
      throw new InputException(file, "is a folder, a file is expected", "name one text file");
    }
    if (!Files.isReadable(file)) {
      throw new InputException(
          file, "cannot be read: permission denied", "allow reading it, or name another file");
    }
  }
}
