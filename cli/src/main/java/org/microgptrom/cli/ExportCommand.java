package org.microgptrom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.microgptrom.exchange.CheckpointExporter;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
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
final class ExportCommand implements Callable<Integer>, OutputPaths.Derived {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "The checkpoint folder to read, or the folder of run.")
  private Path checkpointFolder;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "One of ${COMPLETION-CANDIDATES} (default: that of FILE's extension, else safetensors).")
  private CheckpointExporter.Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write (default: model.FORMAT).")
  @Written
  private Path output;

  @Mixin private JsonFile json;

  /** The content of the JSON file. */
  private record Facts(
      String tool, String format, ModelConfig config, long parameters, long bytes, String sha256) {}

  @Override
  public Map<String, Path> derivedOutputs() {
    return output == null ? Map.of("the exported file", target()) : Map.of();
  }

  private Path target() {
    return output == null ? Path.of("model." + format()) : output;
  }

  /** As asked for, or as the file's extension says; both, and they must agree. */
  private CheckpointExporter.Format format() {
    Optional<CheckpointExporter.Format> named =
        output == null ? Optional.empty() : CheckpointExporter.Format.ofExtension(output);
    if (format != null && named.isPresent() && named.get() != format) {
      throw new InputException(
          "--format", format + " contradicts the extension of " + output, "leave one of them out");
    }
    return format != null ? format : named.orElse(CheckpointExporter.Format.SAFETENSORS);
  }

  @Override
  public Integer call() throws IOException {
    Path target = target();
    CheckpointExporter.Format written = format();
    Checkpoint checkpoint = CheckpointCodec.read(RunFolder.checkpointIn(checkpointFolder));
    CheckpointExporter.write(checkpoint, written, target);
    common.console().result(written + " " + target);
    json.write(
        Json.pretty(
            new Facts(
                ToolVersion.current(),
                written.toString(),
                checkpoint.config(),
                checkpoint.config().parameterCount(),
                Files.size(target),
                Digests.sha256(target))));
    return ExitCode.OK;
  }
}
