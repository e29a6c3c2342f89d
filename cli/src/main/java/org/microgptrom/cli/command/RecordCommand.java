package org.microgptrom.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.link.Message;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.proof.Recording;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.PortOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.Written;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Records what a board computes, as a trace that 'verify --trace' replays anywhere.",
    footer = {
      "",
      "Examples:",
      "  microgpt-rom record out/bundle --port /dev/ttyUSB1 --tokens 2000 -o board.jsonl",
      "  microgpt-rom verify out/bundle --trace board.jsonl"
    })
public final class RecordCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      description =
          "The bundle that the board holds: a folder, .tar.gz or .zip, or the folder of run.")
  private Path bundle;

  @Mixin private PortOptions port;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Record about N tokens (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "100000000")
  private long tokens;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "trace.jsonl",
      description = "The trace to write (default: ${DEFAULT-VALUE}).")
  @Written
  private Path output;

  @Mixin private JsonOptions json;

  /**
   * The content of the JSON file.
   *
   * @param clock of the board, in Hz
   * @param baud bits per second on the line
   * @param sequences in the trace, each whole
   * @param tokens taken in, one per position: lines of the trace
   * @param repeats how many times a sequence was asked for again
   * @param complete whether all sequences are there; false if the line broke
   * @param sha256 digest of the trace
   */
  private record Facts(
      String tool,
      long clock,
      long baud,
      long sequences,
      long tokens,
      long repeats,
      boolean complete,
      String sha256) {}

  private @Nullable Recording recording; // until the board has answered

  @Override
  public Integer call() {
    Recording made;
    try (Bundle opened = Bundle.open(RunFolder.bundleIn(bundle));
        Session session = port.open(opened);
        StageProgress progress = new StageProgress(common.console())) {
      AtomicOutput.file(
          output,
          partial -> {
            Files.createFile(partial); // a place that can't be written shows before the work
            Recording all =
                Recording.of(session, opened, BundleModel.read(opened), tokens, progress);
            if (all.lines().isEmpty()) {
              throw all.fault().orElseThrow();
            }
            Files.writeString(partial, String.join("\n", all.lines()) + "\n");
            recording = all;
          });
      made = Objects.requireNonNull(recording);
      tell(session.identity(), made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    made.fault()
        .ifPresent(
            fault -> {
              throw fault;
            });
    return ExitCode.OK;
  }

  private void tell(Message.Identity board, Recording made) throws IOException {
    json.write(
        Json.pretty(
            new Facts(
                ToolVersion.current(),
                board.clock(),
                board.baud(),
                made.sequences(),
                made.lines().size(),
                made.repeats(),
                made.fault().isEmpty(),
                Digests.sha256(output))));
    Console console = common.console();
    console.result(
        String.format(
            Locale.ROOT,
            "recorded %,d tokens in %,d sequences, %,d of them asked for again",
            made.lines().size(),
            made.sequences(),
            made.repeats()));
    console.result("wrote     " + output);
  }
}
