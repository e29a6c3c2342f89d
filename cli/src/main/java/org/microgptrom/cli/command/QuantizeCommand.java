package org.microgptrom.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.CorpusOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.NarrowOptions;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.stage.QuantizeStage;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.quantize.Quantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Converts a checkpoint to fixed point and prints what that cost.",
    footer = {
      "",
      "Needs the corpus of the training again; for one of your own, or an imported model, pass",
      "--data FILE.",
      "",
      "Examples:",
      "  microgpt-rom quantize checkpoint -o quantized",
      "  microgpt-rom quantize checkpoint --weight-bits 8,wte=4 -o narrow",
      "  microgpt-rom quantize checkpoint --rom-bits 30000 -o narrow",
      "  microgpt-rom quantize cities --data cities.txt -o cities-quantized"
    })
public final class QuantizeCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private CorpusOptions corpus;
  @Mixin private QuantizeStage stage;
  @Mixin private NarrowOptions weights;

  @Parameters(paramLabel = "CHECKPOINT", description = "The checkpoint folder to read.")
  private Path checkpointFolder;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "quantized",
      description = "The folder to write (default: ${DEFAULT-VALUE}).")
  @Written(replacesFolder = true)
  private Path output;

  @Mixin private JsonOptions json;

  @Override
  public Integer call() {
    Console console = common.console();
    Checkpoint checkpoint = CheckpointCodec.read(checkpointFolder);
    Split split = corpus.loadAgain(checkpoint.provenance());
    Quantizer.Result result =
        stage.run(
            checkpoint,
            CheckpointCodec.tensorsSha256(checkpointFolder),
            weights,
            split,
            output,
            console);
    QuantizeStage.tables(result.report()).forEach(console::result);
    json.write(Json.pretty(result.report()));
    console.result("\nquantized model " + output);
    return ExitCode.OK;
  }
}
