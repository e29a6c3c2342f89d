package org.microgptrom.bundle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;

/** Contents of bundles, changed and sealed again as a careful forger would, by path. */
public final class BundleFiles {
  /** The budget of which the vectors here, one or more sequences of each kind, are enough. */
  private static final int VECTOR_TOKENS = 1;

  private BundleFiles() {}

  /** The files with a manifest and SHA256SUMS that record their sizes and digests. */
  public static Map<String, byte[]> sealed(Manifest manifest, Map<String, byte[]> files) {
    Map<String, byte[]> others = new TreeMap<>(files);
    others.keySet().removeAll(List.of(Manifest.FILE, Manifest.SUMS_FILE, Statement.FILE));
    List<Manifest.FileEntry> entries = new ArrayList<>();
    others.forEach(
        (path, content) ->
            entries.add(new Manifest.FileEntry(path, content.length, Digests.sha256(content))));
    Manifest complete =
        new Manifest(
            manifest.format(),
            manifest.version(),
            manifest.tool(),
            manifest.config(),
            manifest.parameters(),
            manifest.vocabulary(),
            manifest.arithmetic(),
            manifest.formats(),
            manifest.memoryMap(),
            manifest.streams(),
            manifest.units(),
            manifest.imageSha256(),
            manifest.romSha256(),
            manifest.memoryFormats(),
            manifest.geometry(),
            manifest.banks(),
            manifest.placeholderSeed(),
            entries,
            manifest.lineage());
    byte[] json = Json.pretty(complete);
    Statement statement =
        Statement.of(complete, Digests.sha256(json), VECTOR_TOKENS, "0".repeat(64));
    others.put(Statement.FILE, Json.pretty(statement));
    return summed(json, others);
  }

  /** The files with this manifest and SHA256SUMS that fit them. */
  public static Map<String, byte[]> summed(byte[] manifest, Map<String, byte[]> files) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put(Manifest.FILE, manifest);
    all.put(Manifest.SUMS_FILE, new byte[0]);
    new TreeMap<>(files).forEach(all::putIfAbsent);
    StringBuilder sums = new StringBuilder();
    all.forEach(
        (path, content) -> {
          if (!path.equals(Manifest.SUMS_FILE)) {
            sums.append(Digests.sha256(content)).append("  ").append(path).append('\n');
          }
        });
    all.put(Manifest.SUMS_FILE, sums.toString().getBytes(StandardCharsets.UTF_8));
    return all;
  }

  /** Writes files into a folder, which is created. */
  public static Path write(Path folder, Map<String, byte[]> files) {
    files.forEach(
        (path, content) -> {
          try {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.write(folder.resolve(path), content);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return folder;
  }

  /** Some of the files with other content. */
  public static Map<String, byte[]> with(Map<String, byte[]> files, String path, String content) {
    Map<String, byte[]> changed = new LinkedHashMap<>(files);
    changed.put(path, content.getBytes(StandardCharsets.UTF_8));
    return changed;
  }

  /** The files with their manifest and SHA256SUMS mended to fit them. */
  public static Map<String, byte[]> mended(Map<String, byte[]> files) {
    return sealed(Json.parse("manifest", files.get(Manifest.FILE), Manifest.class), files);
  }
}
