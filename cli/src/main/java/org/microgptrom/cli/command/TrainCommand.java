package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.TrainStage;
import org.microgptrom.cli.text.CheckpointFacts;
import org.microgptrom.model.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Trains a model on a corpus: text to checkpoint.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom train -o checkpoint",
      "  microgpt-rom train --data cities.txt --layers 2 --embd 24 --heads 3 --context 32 -o cities",
      "  microgpt-rom train --data names.txt --minutes 2 --batch 512",
      "  microgpt-rom train --corpus makemore-names --recipe microgpt"
    })
public final class TrainCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private TrainStage stage;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "checkpoint",
      description = "The checkpoint folder to write (default: ${DEFAULT-VALUE}).")
  @Written(replacesFolder = true)
  private Path output;

  @Mixin private JsonOptions json;

  @Override
  public Integer call() {
    Console console = common.console();
    TrainStage.Trained trained = stage.run(output, console);
    json.write(Json.pretty(CheckpointFacts.of(trained.checkpoint(), output, trained.measured())));
    console.result("checkpoint " + output);
    return ExitCode.OK;
  }
}
