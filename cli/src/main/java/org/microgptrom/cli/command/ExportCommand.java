package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.OutputFormat;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.option.Written;
import org.microgptrom.exchange.CheckpointExporter;
import org.microgptrom.exchange.DecodedModel;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes a checkpoint's weights for other tools.",
    footer = {
      "",
      "Weights of 8 bits and fewer are written to safetensors as codes, with the codebook that makes",
      "weights of them beside each tensor: weights = codebook[codes]. NPZ holds the weights.",
      "",
      "Examples:",
      "  microgpt-rom export checkpoint --format safetensors -o model.safetensors",
      "  microgpt-rom export checkpoint --format npz -o model.npz",
      "  microgpt-rom export quantized -o codes.safetensors"
    })
public final class ExportCommand implements Callable<Integer>, OutputPaths.Derived {
  private static final Map<String, CheckpointExporter.Format> BY_EXTENSION =
      new TreeMap<>(
          Map.of(
              "safetensors",
              CheckpointExporter.Format.SAFETENSORS,
              "npz",
              CheckpointExporter.Format.NPZ));

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "The checkpoint folder to read, or the folder of run; of a quantized model or a bundle,"
              + " the weights that its words stand for.")
  private Path checkpointFolder;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "One of ${COMPLETION-CANDIDATES} (default: that of FILE's extension, else safetensors).")
  private CheckpointExporter.@Nullable Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write (default: model.FORMAT).")
  @Written
  private @Nullable Path output;

  @Mixin private JsonOptions json;

  /** The content of the JSON file. */
  private record Facts(
      String tool, String format, ModelConfig config, long parameters, long bytes, String sha256) {}

  @Override
  public List<OutputPaths.Output> derivedOutputs() {
    return output == null
        ? List.of(new OutputPaths.Output("the exported file", target(), false))
        : List.of();
  }

  private Path target() {
    return output == null ? Path.of("model." + format()) : output;
  }

  private CheckpointExporter.Format format() {
    return OutputFormat.of(
        Optional.ofNullable(format),
        Optional.ofNullable(output),
        BY_EXTENSION,
        CheckpointExporter.Format.SAFETENSORS);
  }

  private Checkpoint checkpoint() {
    Path folder = RunFolder.checkpointIn(checkpointFolder);
    if (Artifact.kind(folder) == Artifact.CHECKPOINT) {
      return CheckpointCodec.read(folder);
    }
    Artifact.FixedPoint model = Artifact.fixedPoint(folder);
    return DecodedModel.of(model.model(), model.lineage().training());
  }

  @Override
  public Integer call() throws IOException {
    Path target = target();
    CheckpointExporter.Format written = format();
    Checkpoint checkpoint = checkpoint();
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
