package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.CacheFolder;
import org.microgptrom.model.io.Digests;

/**
 * Programs that simulators were compiled to, each in one file {@code KEY-DIGEST}: the digest of all
 * that it is made of, and its own. Entries appear whole, are copied before they run, and one whose
 * bytes are not those of its digest is removed. A cache that can't be used is no error.
 *
 * @param folder for the entries; empty for none
 */
record ModelCache(Optional<Path> folder) {
  /** How many entries are kept: those used last. */
  static final int ENTRIES = 16;

  /**
   * The cache that the environment asks for: {@code models} in the {@link CacheFolder}; none if
   * {@code $MICROGPT_ROM_MODEL_CACHE} is {@code off}.
   */
  static ModelCache of(Map<String, String> environment, Path home) {
    if (environment.getOrDefault("MICROGPT_ROM_MODEL_CACHE", "").equals("off")) {
      return new ModelCache(Optional.empty());
    }
    return new ModelCache(Optional.of(CacheFolder.of(environment, home).resolve("models")));
  }

  /**
   * Copies an entry.
   *
   * @param key in hexadecimal digits
   * @param program the new file, in a folder that is made
   * @return whether there was an undamaged entry
   */
  boolean fetch(String key, Path program) {
    if (folder.isEmpty()) {
      return false;
    }
    try {
      for (Path entry : entries()) {
        String name = entry.getFileName().toString();
        if (name.startsWith(key + "-")) {
          byte[] bytes = Files.readAllBytes(entry);
          if (name.equals(key + "-" + Digests.sha256(bytes))) {
            Files.createDirectories(program.getParent());
            Files.write(program, bytes);
            touch(entry);
            return program.toFile().setExecutable(true);
          }
          Files.deleteIfExists(entry);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return false; // it is compiled instead
    }
    return false;
  }

  /** Notes that an entry was used, where that can be written. */
  private static void touch(Path entry) {
    try {
      Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    } catch (IOException e) {
      return; // a cache that can only be read keeps all its entries anyway
    }
  }

  /** Keeps a program, and removes the entries that were not used for longest. */
  void keep(String key, Path program) {
    if (folder.isEmpty()) {
      return;
    }
    try {
      String name = key + "-" + Digests.sha256(Files.readAllBytes(program));
      AtomicOutput.file(
          folder.get().resolve(name),
          partial -> Files.copy(program, partial, StandardCopyOption.REPLACE_EXISTING));
      for (Path old : entries().stream().skip(ENTRIES).toList()) {
        Files.deleteIfExists(old);
      }
    } catch (IOException | RuntimeException e) {
      return; // a full or read-only disk costs the next run a compilation
    }
  }

  /** The entries, the one used last first. */
  private List<Path> entries() throws IOException {
    if (!Files.isDirectory(folder.orElseThrow())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}-[0-9a-f]{64}"))
          .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed())
          .toList();
    }
  }
}
