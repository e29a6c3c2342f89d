package org.microgptrom.cli;

import java.nio.file.Path;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.pack.PackOptions;
import org.microgptrom.pack.PackResult;
import org.microgptrom.pack.Packer;
import picocli.CommandLine.Option;

/** Quantized model to ROM bundle, with the options that steer it. */
final class PackStage {
  @Option(
      names = "--lanes",
      paramLabel = "P",
      defaultValue = "16",
      description =
          "Multipliers that one word of the lanes ROM feeds, a power of two up to 256 (default:"
              + " ${DEFAULT-VALUE}).")
  private int lanes;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Sequences that the circuit interleaves on the same multipliers, up to 8 (default:"
              + " ${DEFAULT-VALUE}).")
  private int streams;

  @Option(
      names = "--vector-tokens",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Tokens of golden vectors to add, about (default: ${DEFAULT-VALUE}).")
  private int vectorTokens;

  /** The options' values, checked. */
  PackOptions options() {
    return CommonOptions.checked(
        "pack options", () -> new PackOptions(lanes, streams, vectorTokens));
  }

  PackResult run(Quantized quantized, Path target, Console console) {
    PackResult result = Packer.pack(quantized, options(), target);
    console.progress(
        "pack: "
            + TableText.count(result.words())
            + " words in "
            + result.manifest().memoryMap().images().size()
            + " images, "
            + result.files()
            + " files, "
            + TableText.count(result.bytes())
            + " bytes");
    return result;
  }
}
