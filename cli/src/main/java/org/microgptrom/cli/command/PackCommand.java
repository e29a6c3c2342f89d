package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.TargetOptions;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.PackStage;
import org.microgptrom.cli.stage.TalosStage;
import org.microgptrom.cli.text.PackFacts;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.pack.PackResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Packs a quantized model into a bundle of ROM images with golden vectors.",
    footer = {
      "",
      "With --target talos-v2, packs a checkpoint into the nine *_q12.hex files of that design; other",
      "options but --output do not count there.",
      "",
      "Examples:",
      "  microgpt-rom pack quantized -o bundle",
      "  microgpt-rom pack quantized --lanes 64 -o names.tar.gz",
      "  microgpt-rom pack checkpoint --target talos-v2 -o talos"
    })
public final class PackCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private PackStage stage;
  @Mixin private TargetOptions target;

  @Parameters(
      paramLabel = "MODEL",
      description = "The quantized model folder to read; for talos-v2 the checkpoint folder.")
  private Path modelFolder;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      defaultValue = "bundle",
      description =
          "The bundle to write: a folder, or an archive if the name ends in .tar.gz or .zip"
              + " (default: ${DEFAULT-VALUE}).")
  @Written(replacesFolder = true)
  private Path output;

  @Mixin private JsonOptions json;

  @Override
  public Integer call() {
    Console console = common.console();
    if (target.isTalos()) {
      json.write(Json.pretty(TalosStage.pack(modelFolder, output, console)));
      console.result("TALOS-V2 ROM " + output);
      return ExitCode.OK;
    }
    PackResult result = stage.run(QuantizedCodec.read(modelFolder), output, console);
    json.write(Json.pretty(PackFacts.of(result)));
    console.result("bundle " + output);
    return ExitCode.OK;
  }
}
