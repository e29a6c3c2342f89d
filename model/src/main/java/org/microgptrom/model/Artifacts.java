package org.microgptrom.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * Reads and checks what the folders between the stages have in common: a JSON header with format
 * and version.
 */
public final class Artifacts {
  private Artifacts() {}

  /**
   * The value of the key {@code format} in an artifact's header.
   *
   * @throws InputException if the file is missing or no header of an artifact
   */
  public static String format(Path headerFile) {
    return format(headerFile, Json.read(headerFile, JsonNode.class));
  }

  /**
   * Reads a header whose keys {@code format} and {@code version} must be these.
   *
   * @param name of the header in the artifact's folder
   * @throws InputException if the folder or file is missing, of another kind, or too new
   */
  public static <T> T readHeader(
      Path folder, String name, String format, int version, Class<T> type) {
    AtomicOutput.recover(folder.toAbsolutePath());
    if (!Files.exists(folder)) {
      throw InputException.missing(folder, "folder, a " + format + " expected", "");
    }
    Path file = folder.resolve(name);
    requireVersion(file, Json.read(file, JsonNode.class), format, version);
    return Json.read(file, type);
  }

  /**
   * Reads a header that is not in a folder as {@link #readHeader} does; {@code where} names its
   * origin in errors.
   */
  public static <T> T parseHeader(
      Object where, byte[] utf8, String format, int version, Class<T> type) {
    requireVersion(where, Json.parse(where, utf8, JsonNode.class), format, version);
    return Json.parse(where, utf8, type);
  }

  /**
   * Reads an artifact that is a single file, in which components that are null are left out.
   *
   * @throws InputException if the file is missing, damaged, of another kind or of another version
   */
  public static <T> T readSparse(Path file, String format, int version, Class<T> type) {
    requireVersion(file, Json.read(file, JsonNode.class), format, version);
    return Json.readSparse(file, type);
  }

  private static void requireVersion(Object where, JsonNode header, String format, int version) {
    String actual = format(where, header);
    if (!actual.equals(format)) {
      throw new InputException(where, "is a " + actual + ", a " + format + " expected", "");
    }
    long actualVersion = header.path("version").asLong();
    if (actualVersion != version) {
      throw new InputException(
          where,
          "has version " + actualVersion + " of " + format + ", version " + version + " expected",
          actualVersion > version
              ? "a newer microgpt-rom wrote it: update this one"
              : "make it again with this microgpt-rom");
    }
  }

  /**
   * Requires that a file's SHA-256 is the one its header records.
   *
   * @throws InputException if the digest differs, or the file can't be read
   */
  public static void requireDigest(Path file, String expected, Path header) {
    String actual;
    try {
      actual = Digests.sha256(file);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
    if (!actual.equals(expected)) {
      throw new InputException(
          file,
          "has SHA-256 " + actual + ", " + header.getFileName() + " records " + expected,
          "the two files do not belong together, or one was changed");
    }
  }

  private static String format(Object where, JsonNode header) {
    JsonNode format = header.path("format");
    if (!format.isTextual()) {
      throw new InputException(
          where, "has no key \"format\"", "it is not an artifact of microgpt-rom");
    }
    return format.textValue();
  }
}
