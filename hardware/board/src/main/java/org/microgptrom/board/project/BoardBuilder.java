package org.microgptrom.board.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.microgptrom.board.catalog.Toolchain;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.synth.Router;
import org.microgptrom.rtl.synth.RouterProgress;
import org.microgptrom.rtl.synth.Timing;
import org.microgptrom.rtl.synth.ToolFault;
import org.microgptrom.rtl.synth.YosysSynthesis;
import org.microgptrom.rtl.tools.HdlTool;

/** Makes bitstreams with the open tools: the same commands as a project's {@code build.sh}. */
public final class BoardBuilder {
  private static final Duration PACK_TIMEOUT = Duration.ofMinutes(10);

  private final HdlTool yosys;
  private final HdlTool router;
  private final HdlTool packer;
  private final Consumer<String> progress;

  private BoardBuilder(List<HdlTool> tools, Consumer<String> progress) {
    yosys = tools.get(0);
    router = tools.get(1);
    packer = tools.get(2);
    this.progress = progress;
  }

  /** The programs of a project that are not found; all that it names for a vendor's tools. */
  public static List<String> missing(BoardProject project) {
    return project.commands().stream()
        .map(Command::program)
        .filter(program -> isForeign(project) || HdlTool.find(program).isEmpty())
        .toList();
  }

  /**
   * A builder for a project; empty if a program is missing or the tools are a vendor's.
   *
   * @param progress takes a line at the start of each step, and now and then in a long one
   */
  public static Optional<BoardBuilder> of(BoardProject project, Consumer<String> progress) {
    if (isForeign(project)) {
      return Optional.empty();
    }
    List<HdlTool> tools =
        project.commands().stream()
            .flatMap(command -> HdlTool.find(command.program()).stream())
            .toList();
    return tools.size() < project.commands().size()
        ? Optional.empty()
        : Optional.of(new BoardBuilder(tools, progress));
  }

  private static boolean isForeign(BoardProject project) {
    return project.board().tool().family().isEmpty();
  }

  /**
   * Builds a project that was written into this folder, and completes its {@code board.json}. No
   * bitstream is left where the circuit does not fit or its timing is not met.
   *
   * @param routing is told how many connections are routed
   * @throws InputException if a tool refuses the circuit
   */
  public BoardDescription build(BoardProject project, Path folder, Progress routing)
      throws IOException {
    Toolchain tool = project.board().tool();
    Files.createDirectories(folder.resolve(ToolInput.BUILD));
    progress.accept("mapping the circuit to the FPGA with " + yosys.version());
    YosysSynthesis.run(yosys, folder, "synthesise", project.commands().get(0).arguments());
    YosysSynthesis cells = YosysSynthesis.read(folder.resolve(ToolInput.BUILD));
    progress.accept("placing and routing with " + router.version());
    Router.Outcome outcome =
        new Router(router)
            .run(
                folder,
                OpenTools.ROUTE_LOG,
                OpenTools.REPORT,
                project.commands().get(1).arguments(),
                new RouterProgress(progress, routing));
    Timing timing = outcome.timing().orElse(null);
    boolean met = timing != null && timing.maxMhz() >= project.description().clockMhz();
    List<String> made = new ArrayList<>(List.of(OpenTools.NETLIST));
    if (met) {
      pack(project.commands().get(2), folder);
      made.addAll(List.of(OpenTools.PLACED, OpenTools.routed(tool), OpenTools.bitstream(tool)));
    } else {
      for (String file : List.of(OpenTools.routed(tool), OpenTools.bitstream(tool))) {
        Files.deleteIfExists(folder.resolve(file));
      }
    }
    BoardDescription description =
        project
            .description()
            .with(
                new BoardDescription.Build(
                    Stream.of(yosys, router, packer).map(HdlTool::version).toList(),
                    Resource.of(tool.family().orElseThrow(), cells, outcome.usage()),
                    timing,
                    met,
                    made));
    BoardProject.write(folder, description);
    return description;
  }

  private void pack(Command command, Path folder) throws IOException {
    progress.accept("writing the bitstream with " + packer.name());
    HdlTool.Result result = packer.run(folder, PACK_TIMEOUT, command.arguments());
    if (!result.succeeded()) {
      throw ToolFault.of(packer, "write the bitstream", result, result.output());
    }
  }
}
