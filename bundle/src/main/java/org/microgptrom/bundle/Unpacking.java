package org.microgptrom.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.microgptrom.bundle.archive.Archive;
import org.microgptrom.model.attestation.Envelope;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.model.rom.Manifest;

/**
 * Takes an archive's entries into a folder. The manifest is known already and decides what may
 * come: no name from the archive reaches the file system unless it is one of the paths that follow
 * from the shape, and no file grows beyond the size that is listed for it.
 */
public final class Unpacking implements Archive.Entries {
  private final Path archive;
  private final TemporaryFolder folder;
  private final String prefix;
  private final Manifest manifest;
  private final Map<String, Long> limits;
  private final Map<String, Long> awaited;

  private Unpacking(Path archive, TemporaryFolder folder, ManifestSearch.Found found) {
    this.archive = archive;
    this.folder = folder;
    this.prefix = found.prefix();
    this.manifest = found.manifest();
    this.limits = new HashMap<>(FileSizes.limits(manifest));
    limits.put(Manifest.FILE, (long) found.bytes());
    this.awaited = new HashMap<>(limits);
  }

  /**
   * Unpacks a bundle.
   *
   * @throws InputException if it holds anything else, lacks a file, or the folder can't be written
   * @throws IOException if the archive is damaged or cut short
   */
  public static Manifest unpack(Path path, Archive archive, TemporaryFolder folder)
      throws IOException {
    Unpacking unpacking = new Unpacking(path, folder, ManifestSearch.in(path, archive));
    archive.read(path, unpacking);
    return unpacking.finish();
  }

  /** The name of an entry, for errors. */
  static String where(Path archive, String name) {
    return archive + " entry " + Quoted.of(name);
  }

  /** The error for an entry larger than its listed size allows. */
  static InputException tooLarge(String where, long limit) {
    return new InputException(
        where, "is larger than a ROM bundle of this shape needs, " + limit + " bytes", "");
  }

  @Override
  public boolean take(String name, InputStream content) throws IOException {
    String where = where(archive, name);
    String path = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    Long limit = awaited.remove(path);
    if (limit == null) {
      throw limits.containsKey(path)
          ? new InputException(where, "is there twice", "pack it again")
          : foreign(where);
    }
    try (OutputStream out = folder.newFile(path)) {
      copy(where, content, out, limit);
    }
    return true;
  }

  @Override
  public void takeFolder(String name) {
    boolean isParent =
        prefix.startsWith(name)
            || (name.startsWith(prefix)
                && limits.keySet().stream()
                    .anyMatch(path -> path.startsWith(name.substring(prefix.length()))));
    if (!isParent || !name.endsWith("/")) {
      throw foreign(where(archive, name));
    }
  }

  private InputException foreign(String where) {
    return new InputException(
        where,
        "is not a file that " + Quoted.of(prefix + Manifest.FILE) + " lists",
        "a bundle holds nothing else; if more was packed with it, unpack all and name the bundle");
  }

  /** Returns the manifest, once all entries are taken. */
  private Manifest finish() {
    awaited.remove(Envelope.FILE);
    if (!awaited.isEmpty()) {
      throw new InputException(
          archive, "lacks " + awaited.keySet().stream().sorted().toList().get(0), "pack it again");
    }
    return manifest;
  }

  private static void copy(String where, InputStream in, OutputStream out, long limit)
      throws IOException {
    byte[] piece = new byte[1 << 16];
    long copied = 0;
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      copied += n;
      if (copied > limit) {
        throw tooLarge(where, limit);
      }
      out.write(piece, 0, n);
    }
  }
}
