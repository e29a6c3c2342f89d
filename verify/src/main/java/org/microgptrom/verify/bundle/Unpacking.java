package org.microgptrom.verify.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.microgptrom.model.attestation.Envelope;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.Manifest;

/**
 * Takes an archive's entries into a folder. The manifest comes first and decides what else may
 * come: no name from the archive reaches the file system unless it is one of the paths that follow
 * from the shape, and no file grows beyond the size that is listed for it.
 */
final class Unpacking implements Archive.Entries {
  private final Path archive;
  private final Path folder;
  private final Map<String, Long> awaited = new HashMap<>();
  private Manifest manifest;

  Unpacking(Path archive, Path folder) {
    this.archive = archive;
    this.folder = folder;
  }

  @Override
  public void take(String name, InputStream content) throws IOException {
    String where = archive + " entry " + Quoted.of(name);
    if (manifest == null) {
      takeManifest(where, name, content);
      return;
    }
    Long limit = awaited.remove(name);
    if (limit == null) {
      throw new InputException(
          where,
          "is not a file that " + Manifest.FILE + " lists, or is there twice",
          "a bundle holds nothing else");
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      copy(where, content, out, limit);
    }
  }

  /**
   * The manifest, once all entries are taken.
   *
   * @throws InputException naming a file that did not come
   */
  Manifest finish() {
    if (manifest == null) {
      throw new InputException(archive, "is empty, a ROM bundle expected", "");
    }
    awaited.remove(Envelope.FILE);
    if (!awaited.isEmpty()) {
      throw new InputException(
          archive, "lacks " + awaited.keySet().stream().sorted().toList().get(0), "pack it again");
    }
    return manifest;
  }

  private void takeManifest(String where, String name, InputStream content) throws IOException {
    if (!name.equals(Manifest.FILE)) {
      throw new InputException(
          where, "comes first, " + Manifest.FILE + " expected", "it is not a ROM bundle of ours");
    }
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    copy(where, content, json, ManifestReader.LARGEST_MANIFEST);
    manifest = ManifestReader.read(where, json.toByteArray());
    awaited.putAll(FileSizes.limits(manifest));
    Files.write(folder.resolve(Manifest.FILE), json.toByteArray());
  }

  private static void copy(String where, InputStream in, OutputStream out, long limit)
      throws IOException {
    byte[] piece = new byte[1 << 16];
    long copied = 0;
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      copied += n;
      if (copied > limit) {
        throw new InputException(
            where, "is larger than a ROM bundle of this shape needs, " + limit + " bytes", "");
      }
      out.write(piece, 0, n);
    }
  }
}
