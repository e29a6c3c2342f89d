package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.TargetOptions;
import org.microgptrom.cli.stage.SampleStage;
import org.microgptrom.cli.stage.TalosStage;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Samples texts with the golden simulator, as the hardware will.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom sample out/bundle",
      "  microgpt-rom sample quantized --count 5 --temperature 0.8 --seed 7",
      "  microgpt-rom sample talos --target talos-v2"
    })
public final class SampleCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SampleStage stage;
  @Mixin private TargetOptions target;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A bundle, a quantized model folder or the folder of run; for talos-v2 its ROM folder or a checkpoint.")
  private Path source;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "State of the generator before the first token (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "4294967295")
  private long seed;

  @Mixin private JsonOptions json;

  /** The content of the JSON file. */
  private record Facts(
      String tool, String target, long seed, double temperature, List<String> texts) {}

  @Override
  public Integer call() {
    Console console = common.console();
    boolean talos = target.isTalos(source);
    List<String> texts =
        talos
            ? stage.run(TalosStage.model(RunFolder.checkpointIn(source)), seed, console)
            : stage.run(Artifact.model(RunFolder.bundleIn(source)), seed);
    texts.stream().map(VisibleText::of).forEach(console::result);
    json.write(
        Json.pretty(
            new Facts(ToolVersion.current(), target.design(), seed, stage.temperature(), texts)));
    return ExitCode.OK;
  }
}
