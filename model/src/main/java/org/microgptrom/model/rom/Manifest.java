package org.microgptrom.model.rom;

import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.Quantized;

/**
 * The content of a bundle's {@code manifest.json}: all that is needed to use and check the ROMs.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version that packed the bundle
 * @param parameters number of trained values
 * @param formats of every tensor and site
 * @param arithmetic the version of the arithmetic contract, 1
 * @param memoryMap images and where each tensor lies in them
 * @param streams sequences that the circuit interleaves
 * @param imageSha256 by image name, {@link RomImage#sha256}
 * @param memoryFormats the syntaxes in which each image is present
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
    Map<String, String> imageSha256,
    List<MemoryFormat> memoryFormats,
    List<FileEntry> files,
    Quantized.Lineage lineage) {
  /** The value of {@code format} in a manifest. */
  public static final String FORMAT = "microgpt-rom bundle";

  /** The newest manifest this version writes and reads. */
  public static final int VERSION = 1;

  /** The manifest's own path in the bundle. */
  public static final String FILE = "manifest.json";

  /** The path of the digests of all other files, in the syntax of {@code sha256sum}. */
  public static final String SUMS_FILE = "SHA256SUMS";

  /**
   * One file of the bundle.
   *
   * @param path relative, with forward slashes
   * @param bytes its size
   * @param sha256 its digest
   */
  public record FileEntry(String path, long bytes, String sha256) {}
}
