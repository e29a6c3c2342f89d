package org.microgptrom.bundle;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Quoted;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomFiles;

/**
 * Reads {@code manifest.json} and requires that all it says follows from the shape and the number
 * of lanes: afterwards, every size that it names is bounded and every path known.
 */
final class ManifestReader {
  /** The bytes of a manifest at most, more than a hundred times our largest one. */
  static final int LARGEST_MANIFEST = 16 << 20;

  /**
   * The bits of one layout at most, padding included: 128 MiB, of which a few copies fit a heap of
   * 2 GiB.
   */
  private static final long LARGEST_IMAGE_BITS = 1L << 30;

  /** The parameters at most, 128 Mi: two bytes each in the model, one or two in an image. */
  private static final long MOST_PARAMETERS = 1L << 27;

  /** The words of one key or value cache at most: layers x context x embd, four bytes each. */
  private static final long LARGEST_CACHE = 1L << 26;

  private static final String ADVICE = "pack the model again";

  private final String where;
  private final Manifest manifest;

  private ManifestReader(String where, Manifest manifest) {
    this.where = where;
    this.manifest = manifest;
  }

  /**
   * Reads the manifest with this content.
   *
   * @param where names it in errors
   * @throws InputException if it is no manifest, has another version, too large to verify or
   *     contradicts itself
   */
  static Manifest read(String where, byte[] json) {
    LineEnds.requireUnix(where, json);
    Manifest manifest =
        Artifacts.parseHeader(where, json, Manifest.FORMAT, Manifest.VERSION, Manifest.class);
    ManifestReader reader = new ManifestReader(where, manifest);
    reader.requireBounded();
    reader.requireShape();
    reader.requireFormats();
    reader.requireMap();
    reader.requireDigests();
    reader.requireFiles();
    return manifest;
  }

  private void requireBounded() {
    ModelConfig config = manifest.config();
    requireAtMost("parameters", config.parameterCount(), MOST_PARAMETERS);
    requireAtMost(
        "words in the key cache",
        (long) config.layers() * config.context() * config.embd(),
        LARGEST_CACHE);
  }

  private void requireAtMost(String what, long actual, long largest) {
    if (actual > largest) {
      throw new InputException(
          where, "a model of " + actual + " " + what + ", at most " + largest + " expected", "");
    }
  }

  private void requireShape() {
    ModelConfig config = manifest.config();
    requireEqual("arithmetic", Manifest.ARITHMETIC, manifest.arithmetic());
    requireEqual("parameters", config.parameterCount(), manifest.parameters());
    try {
      manifest.variant();
    } catch (IllegalArgumentException e) {
      throw InputException.of(where, e, ADVICE);
    }
    requireEqual("symbols in vocabulary and BOS", config.vocabSize(), manifest.vocabulary().size());
  }

  private void requireFormats() {
    try {
      manifest.formats().requireFit(manifest.config());
    } catch (IllegalArgumentException e) {
      throw new InputException(where, "formats: " + e.getMessage(), ADVICE, e);
    }
  }

  private void requireMap() {
    MemoryMap actual = manifest.memoryMap();
    MemoryMap expected;
    try {
      expected =
          MemoryMap.of(
              manifest.config(), manifest.formats().codes(), actual.lanes(), actual.precomputed());
    } catch (IllegalArgumentException e) {
      throw new InputException(where, "memory_map: " + e.getMessage(), ADVICE, e);
    }
    requireSameList("memory_map.images", expected.images(), actual.images());
    requireSameList("memory_map.regions", expected.regions(), actual.regions());
    for (Layout layout : List.of(Layout.TENSOR, Layout.LANES)) {
      long bits =
          expected.images().stream()
              .filter(image -> image.layout() == layout)
              .mapToLong(image -> (long) image.depth() * image.width())
              .sum();
      requireAtMost("bits in the images of one layout", bits, LARGEST_IMAGE_BITS);
    }
  }

  private void requireDigests() {
    Set<String> images = new LinkedHashSet<>();
    manifest.memoryMap().images().forEach(image -> images.add(image.name()));
    requireEqual("images in image_sha256", images, manifest.imageSha256().keySet());
    manifest.imageSha256().forEach((image, sha256) -> requireSha256(image, sha256));
    requireEqual("rom_sha256", Manifest.romSha256(manifest.imageSha256()), manifest.romSha256());
    manifest.files().forEach(file -> requireSha256(Quoted.of(file.path()), file.sha256()));
  }

  private void requireSha256(String of, String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new InputException(
          where,
          "SHA-256 of " + of + ": 64 hexadecimal digits expected, not " + Quoted.of(sha256),
          ADVICE);
    }
  }

  private void requireFiles() {
    int formats = new HashSet<>(manifest.memoryFormats()).size();
    if (formats == 0 || formats != manifest.memoryFormats().size()) {
      throw new InputException(
          where, "memory_formats must be distinct, at least one: " + manifest.memoryFormats(), "");
    }
    List<RomFile> banks;
    try {
      banks =
          RomFiles.of(manifest.memoryMap(), manifest.memoryFormats(), manifest.geometry()).stream()
              .filter(file -> !file.whole())
              .toList();
      FileSizes.placeholders(manifest);
    } catch (IllegalArgumentException e) {
      throw new InputException(where, "geometry: " + e.getMessage(), ADVICE, e);
    }
    requireSameList("banks", banks, manifest.banks());
    Map<String, Long> plausible = FileSizes.plausible(manifest);
    for (Manifest.FileEntry file : manifest.files()) {
      Long largest = plausible.remove(file.path());
      if (largest == null) {
        throw new InputException(
            where,
            "lists " + Quoted.of(file.path()) + ", which is listed above or not ours",
            ADVICE);
      }
      if (file.bytes() < 0 || file.bytes() > largest) {
        throw new InputException(
            where,
            file.path() + " has " + file.bytes() + " bytes, 0.." + largest + " expected",
            "");
      }
      if (file.path().equals(TokenizerFile.NAME)) {
        String sha256 = Digests.sha256(TokenizerFile.bytes(manifest.vocabulary()));
        requireEqual("SHA-256 of " + TokenizerFile.NAME, sha256, file.sha256());
      }
    }
    if (!plausible.isEmpty()) {
      throw new InputException(where, "does not list " + plausible.keySet(), ADVICE);
    }
  }

  private <T> void requireSameList(String key, List<T> expected, List<T> actual) {
    requireEqual("entries in " + key, expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      requireEqual(key + "[" + i + "]", expected.get(i), actual.get(i));
    }
  }

  private void requireEqual(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new InputException(
          where,
          what + ": " + Json.line(actual) + ", " + Json.line(expected) + " follows from the shape",
          ADVICE);
    }
  }
}
