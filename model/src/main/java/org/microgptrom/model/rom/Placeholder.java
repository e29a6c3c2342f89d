package org.microgptrom.model.rom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.microgptrom.model.io.Digests;

/**
 * Random contents with which a design is synthesised, placed and routed, so that the weights can
 * replace them in the result, by {@code icebram} for iCE40, by {@code ecpbram} for ECP5.
 */
public final class Placeholder {
  /** The {@code placeholder_seed} of a bundle without placeholders. */
  public static final int NONE = 0;

  private static final String FOLDER = "placeholder/";
  private static final int ICEBRAM_DEPTH = 256;
  private static final int ECPBRAM_DEPTH = 512;

  /** The increment of SplitMix64 (Steele, Lea, Flood, 2014). */
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private Placeholder() {}

  /**
   * Chooses the files whose contents the tools can replace: {@code $readmemh}, of a depth that is a
   * multiple of 256.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public static List<RomFile> files(List<RomFile> romFiles) {
    List<RomFile> files =
        romFiles.stream()
            .filter(file -> file.format() == MemoryFormat.READMEMH)
            .filter(file -> file.depth() % ICEBRAM_DEPTH == 0)
            .map(
                file ->
                    new RomFile(
                        FOLDER + file.name() + ".mem",
                        file.format(),
                        file.image(),
                        file.base(),
                        file.bit(),
                        file.depth(),
                        file.width()))
            .toList();
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "placeholders need readmemh files of a depth that is a multiple of 256: choose a"
              + " --primitive or a --bank-depth");
    }
    return files;
  }

  /** The contents of a placeholder, different for each name and seed. */
  public static RomImage image(int seed, RomFile file) {
    MessageDigest digest = Digests.sha256();
    digest.update((seed + " " + file.name()).getBytes(StandardCharsets.UTF_8));
    long start = ByteBuffer.wrap(digest.digest()).getLong();
    MemoryShape shape = file.shape();
    int lanes = shape.lanes();
    return RomImage.computed(
        shape,
        (address, lane) -> {
          long random = mix(start + ((long) address * lanes + lane) * GAMMA);
          return (short) (random & ((1 << shape.laneBits(lane)) - 1));
        });
  }

  /** The output function of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The scripts that replace placeholders, by path. */
  public static Map<String, String> scripts(List<RomFile> placeholders) {
    Map<String, String> scripts = new LinkedHashMap<>();
    scripts.put(
        FOLDER + "icebram.sh",
        script(
            placeholders,
            ICEBRAM_DEPTH,
            "icebram \"placeholder/$name.mem\" \"rom/readmemh/$name.mem\""
                + " < \"$out.part\" > \"$out.next\""));
    scripts.put(
        FOLDER + "ecpbram.sh",
        script(
            placeholders,
            ECPBRAM_DEPTH,
            "ecpbram -i \"$out.part\" -o \"$out.next\""
                + " -f \"placeholder/$name.mem\" -t \"rom/readmemh/$name.mem\""));
    return scripts;
  }

  private static String script(List<RomFile> placeholders, int depth, String command) {
    String names =
        placeholders.stream()
            .filter(file -> file.depth() % depth == 0)
            .map(file -> " \\\n    " + file.name())
            .collect(Collectors.joining());
    return """
    #!/bin/sh
    # PLACED FINAL [NAME...]: puts weights in the place of the placeholders of these memories, or of all.
    # Start it in the bundle's folder.
    set -e
    in=$1
    out=$2
    shift 2
    if [ $# -eq 0 ]; then
      set --%s
    fi
    trap 'rm -f "$out.part" "$out.next"' EXIT
    cp "$in" "$out.part"
    for name; do
      %s
      # A tool may find nothing to replace and say that all is well.
      if cmp -s "$out.part" "$out.next"; then
        echo "$name: its placeholder is not in $in: was it built from placeholder/$name.mem?" >&2
        exit 1
      fi
      mv "$out.next" "$out.part"
    done
    mv "$out.part" "$out"
    """
        .replaceFirst("%s", names.replace("\\", "\\\\"))
        .replace("%s", command);
  }
}
