package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.microgptrom.model.fixed.QuantizedCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Packs a quantized model into a bundle of ROM images with golden vectors.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom pack quantized -o bundle",
      "  microgpt-rom pack quantized --lanes 64 -o names.tar.gz"
    })
final class PackCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private PackStage stage;

  @Parameters(paramLabel = "QUANTIZED", description = "The quantized model folder to read.")
  private Path quantizedFolder;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      defaultValue = "bundle",
      description =
          "The bundle to write: a folder, or an archive if the name ends in .tar.gz or .zip"
              + " (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Override
  public Integer call() {
    Console console = common.console();
    stage.run(QuantizedCodec.read(quantizedFolder), output, console);
    console.result("bundle " + output);
    return ExitCode.OK;
  }
}
