package org.microgptrom.model.rom;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.io.Digests;

/**
 * The content of a bundle's {@code manifest.json}: everything that is needed to use and check the
 * ROMs.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version that packed the bundle
 * @param parameters number of trained values
 * @param formats of every tensor and site
 * @param arithmetic the version of the arithmetic contract, {@link #ARITHMETIC}
 * @param memoryMap images and where each tensor lies in them
 * @param streams number of sequences that the circuit computes
 * @param units number of matrix units that they share, {@link Variant}
 * @param imageSha256 the digests of the images by name, {@link RomImage#sha256}
 * @param romSha256 {@link #romSha256(Map)} of the images' digests
 * @param memoryFormats the syntaxes in which each image is present
 * @param geometry what images are split to
 * @param banks the files that hold a part of an image, {@link RomFiles}
 * @param placeholderSeed the seed of the {@link Placeholder} files; 0 for none
 * @param files every file of the bundle but the manifest itself and SHA256SUMS, by path
 * @param lineage the way from the corpus to the model
 */
public record Manifest(
    String format,
    int version,
    String tool,
    ModelConfig config,
    long parameters,
    Vocabulary vocabulary,
    int arithmetic,
    Formats formats,
    MemoryMap memoryMap,
    int streams,
    int units,
    Map<String, String> imageSha256,
    String romSha256,
    List<MemoryFormat> memoryFormats,
    Geometry geometry,
    List<RomFile> banks,
    int placeholderSeed,
    List<FileEntry> files,
    Quantized.Lineage lineage) {
  /** The value of {@code format} in a manifest. */
  public static final String FORMAT = "microgpt-rom bundle";

  /** The newest manifest this version writes and reads. */
  public static final int VERSION = 6;

  /** The version of the arithmetic contract that images and vectors follow. */
  public static final int ARITHMETIC = 2;

  /** The manifest's own path in the bundle. */
  public static final String FILE = "manifest.json";

  /** The path of the digests of all other files, in the syntax of {@code sha256sum}. */
  public static final String SUMS_FILE = "SHA256SUMS";

  /**
   * One file of the bundle.
   *
   * @param path relative, with forward slashes
   * @param bytes size of the file
   * @param sha256 digest of the file
   */
  public record FileEntry(String path, long bytes, String sha256) {}

  /**
   * What the bundle chooses of its circuit besides the lanes.
   *
   * @throws IllegalArgumentException if the manifest's numbers are out of their ranges
   */
  public Variant variant() {
    return new Variant(streams, units, memoryMap.precomputed());
  }

  /**
   * Identifies the words of all images, whatever the formats and the geometry of a bundle: the
   * digest of the lines that {@code sha256sum} would print for their canonical streams.
   *
   * @param imageSha256 {@link RomImage#sha256} by image, in the order of the memory map
   */
  public static String romSha256(Map<String, String> imageSha256) {
    StringBuilder lines = new StringBuilder();
    imageSha256.forEach(
        (image, sha256) -> lines.append(sha256).append("  ").append(image).append('\n'));
    return Digests.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
