package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.board.project.BoardBuilder;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.board.project.BoardOptions;
import org.microgptrom.board.project.BoardProject;
import org.microgptrom.board.simulated.CompiledBoard;
import org.microgptrom.board.simulated.SimulatedBoard;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.artifact.UnfinishedFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.LineFaultOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.Written;
import org.microgptrom.cli.text.BoardText;
import org.microgptrom.model.io.AtomicOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "board",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Writes a bundle's circuit as a project for a board, with pins, clock and serial line, and"
            + " makes the bitstream where the open tools for the board are there.",
    footer = {
      "",
      "Needs Yosys and nextpnr with icepack or ecppack to make a bitstream: on the PATH or, for iCE40"
          + " and where Node 18 or later is, of npm: 'npm install @yowasp/yosys"
          + " @yowasp/nextpnr-ice40' in the working folder. Projects for the tools of Gowin, Intel and"
          + " AMD are only written.",
      "A board's circuit has one sequence and one matrix unit, whatever the bundle has. Exit code 0,"
          + " or 1 if the tools find that the circuit does not fit or is slower than its clock: then"
          + " there is no bitstream.",
      "",
      "Examples:",
      "  microgpt-rom board --list",
      "  microgpt-rom board out/bundle --board ulx3s-85f -o ulx3s",
      "  microgpt-rom board lanes1 --board icebreaker --mhz 20 -o icebreaker",
      "  microgpt-rom board icebreaker --simulate",
      "  microgpt-rom board icebreaker/build/placed.json --simulate"
    })
public final class BoardCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      arity = "0..1",
      description =
          "A bundle folder, .tar.gz or .zip, or the folder of run; with --simulate a project, its"
              + " build/placed.json, or a bitstream in its folder build.")
  private @Nullable Path bundle;

  @Option(names = "--list", description = "List the boards that are known.")
  private boolean list;

  @Option(
      names = "--board",
      paramLabel = "NAME",
      completionCandidates = Candidates.Boards.class,
      description = "The board, one that --list names.")
  private @Nullable String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description =
          "The project; while tools work, and if something stops them, it is in FOLDER.unfinished.")
  @Written
  private @Nullable Path output;

  @Option(
      names = "--mhz",
      paramLabel = "MHZ",
      description = "Frequency of the circuit's clock in MHz (default: the one of --list).")
  @Range(from = "1", to = "400")
  private @Nullable Double mhz;

  @Option(
      names = "--baud",
      paramLabel = "N",
      defaultValue = "" + BoardOptions.DEFAULT_BAUD,
      description = "Bits per second of the serial line (default: ${DEFAULT-VALUE}).")
  @Range(from = "300", to = "12000000")
  private int baud;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of the router; another one gives another frequency. Default ${DEFAULT-VALUE}.")
  @Range(from = "1", to = "2147483647")
  private int seed;

  @Option(names = "--no-build", description = "Write the project only.")
  private boolean noBuild;

  @Option(
      names = "--simulate",
      description =
          "Run a project in Verilator, its serial line behind a pseudo-terminal for --port of talk,"
              + " verify and record, until it is stopped: its sources; or the circuit as placed and"
              + " routed, of placed.json; or of an iCE40's bitstream, if it has no multipliers.")
  private boolean simulate;

  @Mixin private LineFaultOptions faults;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    if (list) {
      console.result(BoardText.table(BoardCatalog.get().boards()));
      return ExitCode.OK;
    }
    Path source = common.required(bundle, "'BUNDLE'");
    if (simulate) {
      return simulated(source, console);
    }
    Board board = BoardCatalog.get().named(common.required(name, "'--board=NAME'"));
    Path folder = common.required(output, "'--output=FOLDER'");
    double frequency = mhz != null ? mhz : board.model().mhz();
    BoardOptions options =
        CommonOptions.checked("board", () -> new BoardOptions(board, frequency, baud, seed));
    BoardProject project;
    int streams;
    try (Bundle opened = Bundle.open(RunFolder.bundleIn(source))) {
      streams = opened.manifest().streams();
      project = BoardProject.of(opened, options);
    }
    if (streams > 1) {
      console.progress("of the bundle's " + streams + " streams the board has one");
    }
    Optional<BoardBuilder> builder =
        noBuild ? Optional.empty() : BoardBuilder.of(project, console::progress);
    if (builder.isPresent()) {
      return built(builder.get(), project, folder, console);
    }
    AtomicOutput.folder(folder, BoardDescription.FILE, BoardDescription.FORMAT, project::writeTo);
    console.result("wrote " + folder + ": a project for " + board.model().title());
    if (!noBuild) {
      console.result(
          BoardText.noBitstream(BoardBuilder.missing(project), folder.resolve("build.sh")));
    }
    return ExitCode.OK;
  }

  private int simulated(Path project, Console console) throws IOException {
    console.progress("compiling the board with Verilator");
    try (CompiledBoard compiled = new CompiledBoard(project);
        SimulatedBoard running = compiled.start(faults.faults(seed))) {
      console.result("port      " + running.port());
      console.progress("it runs until Ctrl-C");
      running.await();
    }
    return ExitCode.OK;
  }

  /** Place and route is minutes of work: what there is stays where something stops it. */
  private int built(BoardBuilder builder, BoardProject project, Path folder, Console console) {
    BoardDescription result =
        UnfinishedFolder.become(
            folder,
            BoardDescription.FILE,
            BoardDescription.FORMAT,
            "the project, netlists and logs",
            console,
            work -> {
              project.writeTo(work);
              try (StageProgress routing = new StageProgress(console)) {
                return builder.build(project, work, routing);
              }
            });
    BoardDescription.Build build = Objects.requireNonNull(result.build());
    BoardText.lines(result, build).forEach(console::result);
    console.result("wrote " + folder + ": a project for " + project.board().model().title());
    if (build.timingMet()) {
      console.result("bitstream " + folder.resolve(build.files().get(build.files().size() - 1)));
    }
    return build.timingMet() ? ExitCode.OK : ExitCode.DIFFERENCE;
  }
}
