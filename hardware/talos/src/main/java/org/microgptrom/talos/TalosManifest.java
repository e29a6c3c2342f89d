package org.microgptrom.talos;

import java.util.Map;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;

/**
 * The content of the {@code manifest.json} that lies beside the nine ROM files: what the words of
 * the ROMs can't say. The circuit's own project knows no such file, so a ROM folder may lack it.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version that packed the ROM
 * @param vocabulary the symbols of the tokens 0..25
 * @param clamped number of weights of each tensor that did not fit Q4.12 and were clamped, for
 *     every tensor
 * @param files SHA-256 by file name
 * @param checkpointSha256 digest of the checkpoint's {@code model.safetensors}
 * @param training how the checkpoint was trained
 */
public record TalosManifest(
    String format,
    int version,
    String tool,
    Vocabulary vocabulary,
    Map<String, Integer> clamped,
    Map<String, String> files,
    String checkpointSha256,
    Provenance training) {
  /** The value of {@code format}. */
  public static final String FORMAT = "microgpt-rom talos-v2 rom";

  /** The newest manifest this version writes and reads. */
  public static final int VERSION = 1;

  /** The manifest's name in the folder. */
  public static final String FILE = "manifest.json";
}
