package org.microgptrom.cli.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.artifact.TargetDesign;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import org.microgptrom.pack.PackResult;

/**
 * The JSON of {@code pack}.
 *
 * @param target the design that the files are for
 * @param images number of images, each counted once, whatever the formats
 * @param words number of memory words in all images, each counted once
 * @param files number of files written
 * @param bytes of all files together, before an archive compresses them; null for TALOS-V2
 * @param manifestSha256 identifies the bundle; null for TALOS-V2
 * @param romSha256 identifies the words of all images; null for TALOS-V2
 * @param clamped number of weights that the format could not hold, by tensor, for TALOS-V2; null
 *     for other designs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PackFacts(
    String tool,
    String target,
    int images,
    long words,
    int files,
    @Nullable Long bytes,
    @Nullable String manifestSha256,
    @Nullable String romSha256,
    @Nullable Map<String, Integer> clamped) {
  public static PackFacts of(PackResult result) {
    return new PackFacts(
        ToolVersion.current(),
        TargetDesign.GENERIC.toString(),
        result.manifest().memoryMap().images().size(),
        result.words(),
        result.files().size(),
        result.bytes(),
        Digests.sha256(Json.pretty(result.manifest())),
        result.manifest().romSha256(),
        null);
  }

  /** The facts of a ROM folder for TALOS-V2, with one image a file. */
  public static PackFacts talos(int files, long words, Map<String, Integer> clamped) {
    return new PackFacts(
        ToolVersion.current(),
        TargetDesign.TALOS_V2.toString(),
        files,
        words,
        files,
        null,
        null,
        null,
        clamped);
  }
}
