package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.microgptrom.exchange.CheckpointExporter;
import org.microgptrom.model.CheckpointCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Writes a checkpoint's weights for other tools.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom export checkpoint --format safetensors -o model.safetensors",
      "  microgpt-rom export checkpoint --format npz -o model.npz"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "CHECKPOINT", description = "The checkpoint folder to read.")
  private Path checkpointFolder;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "safetensors",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private CheckpointExporter.Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write (default: model.FORMAT).")
  private Path output;

  @Override
  public Integer call() {
    Path target = output == null ? Path.of("model." + format) : output;
    CheckpointExporter.write(CheckpointCodec.read(checkpointFolder), format, target);
    common.console().result(format + " " + target);
    return ExitCode.OK;
  }
}
