package org.microgptrom.talos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/** The pack stage for a TALOS-V2 board: its nine {@code *_q12.hex} files and a manifest. */
public final class TalosPacker {
  private TalosPacker() {}

  /**
   * The content of the folder.
   *
   * @param model the words of the ROMs
   * @param clamped number of clamped words by tensor, for every tensor
   * @param vocabulary the symbols of the tokens
   * @param checkpointSha256 digest of the checkpoint's {@code model.safetensors}
   * @param training how the checkpoint was trained
   */
  public record Input(
      TalosModel model,
      Map<String, Integer> clamped,
      Vocabulary vocabulary,
      String checkpointSha256,
      Provenance training) {}

  /**
   * Writes the folder, replacing an earlier one of this kind, whole or not at all.
   *
   * @throws InputException if the place can't be written or holds something else, which stays
   *     intact
   */
  public static void pack(Input input, Path folder) {
    AtomicOutput.folder(
        folder,
        TalosManifest.FILE,
        TalosManifest.FORMAT,
        partial -> {
          Map<String, String> files = new LinkedHashMap<>();
          for (Map.Entry<String, short[]> tensor : input.model.weights().entrySet()) {
            String name = TalosRom.fileName(tensor.getKey());
            files.put(name, write(partial.resolve(name), tensor.getValue()));
          }
          TalosManifest manifest =
              new TalosManifest(
                  TalosManifest.FORMAT,
                  TalosManifest.VERSION,
                  ToolVersion.current(),
                  input.vocabulary,
                  input.clamped,
                  files,
                  input.checkpointSha256,
                  input.training);
          Files.write(partial.resolve(TalosManifest.FILE), Json.pretty(manifest));
        });
  }

  /** Writes one file and returns its digest. */
  private static String write(Path file, short[] words) throws IOException {
    StringBuilder text = new StringBuilder();
    for (short word : words) {
      text.append(HexFormat.of().toHexDigits(word)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    Files.write(file, bytes);
    return Digests.sha256(bytes);
  }
}
