package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
    versionProvider = Main.Version.class,
    description = "Samples texts with the golden simulator, as the hardware will.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom sample out/bundle",
      "  microgpt-rom sample quantized --count 5 --temperature 0.8 --seed 7",
      "  microgpt-rom sample talos --target talos-v2"
    })
final class SampleCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SampleStage stage;
  @Mixin private TargetOption target;

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

  @Mixin private JsonFile json;

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
