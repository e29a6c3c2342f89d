package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.rtl.tools.HdlTool;

/** Places and routes a netlist. */
public final class Router {
  private static final Duration TIMEOUT = Duration.ofHours(6);
  private static final String LOG = "route.log";
  private static final String REPORT = "route.json";
  private static final String PLACEMENT = "placed.json";
  private static final String REPORT_OPTION = "--report";

  private final HdlTool tool;

  /** A router that runs this program. */
  public Router(HdlTool tool) {
    this.tool = tool;
  }

  /**
   * The outcome of placing and routing.
   *
   * @param usage by nextpnr's names of places
   * @param timing of the routed design; empty if the design does not fit
   */
  public record Outcome(Map<String, RouterLog.Usage> usage, Optional<Timing> timing) {}

  /**
   * Places and routes the netlist in {@code work}.
   *
   * @param seed in place of the options' own
   * @throws InputException if the router fails for another reason than a lack of places
   */
  Outcome route(Path work, int seed, SynthesisOptions options, RouterProgress progress)
      throws IOException {
    boolean reports = tool.run(work, TIMEOUT, List.of("--help")).output().contains(REPORT_OPTION);
    List<String> arguments = new ArrayList<>(options.device().routerOptions());
    arguments.addAll(
        List.of(
            "--log",
            LOG,
            "--json",
            YosysSynthesis.FILE,
            "--write",
            PLACEMENT,
            "--seed",
            Integer.toString(seed),
            "--freq",
            Double.toString(options.targetMhz()),
            "--timing-allow-fail",
            options.device().family().freePins()));
    arguments.addAll(options.device().family().bitstream());
    if (reports) {
      arguments.addAll(List.of(REPORT_OPTION, REPORT));
    }
    return run(work, LOG, REPORT, arguments, progress);
  }

  /** The files by which a run hands on the routed design itself. */
  static List<String> designFiles(Family family) {
    return List.of(PLACEMENT, family.bitstreamFile());
  }

  /** The usage told in the log of a run in this folder; empty if it has not come so far. */
  static Map<String, RouterLog.Usage> usage(Path folder) throws IOException {
    Path log = folder.resolve(LOG);
    return Files.exists(log) ? RouterLog.usage(Files.readString(log)) : Map.of();
  }

  /**
   * Runs the router with arguments of the caller's, who may ask it to fail where the timing is not
   * met: that is an outcome, too.
   *
   * @param log the file that the arguments name for the log, relative to {@code work}
   * @param report the file that they name for the report, if they do
   * @throws org.microgptrom.model.io.InputException as {@link #route}
   */
  public Outcome run(
      Path work, String log, String report, List<String> arguments, RouterProgress progress)
      throws IOException {
    HdlTool.Result result = tool.run(work, TIMEOUT, arguments, progress);
    Path file = work.resolve(log);
    String told = Files.exists(file) ? Files.readString(file) : result.output();
    Map<String, RouterLog.Usage> usage = RouterLog.usage(told);
    if (result.succeeded() || RouterLog.failsTimingOnly(told)) {
      boolean reports = Files.exists(work.resolve(report));
      return new Outcome(
          usage,
          Optional.of(
              reports
                  ? Timing.read(work.resolve(report))
                  : new Timing(RouterLog.maxMhz(told), "", "", 0, 0, 0)));
    }
    if (usage.values().stream().noneMatch(place -> place.used() > place.available())) {
      throw ToolFault.of(tool, "place and route the circuit", result, told);
    }
    return new Outcome(usage, Optional.empty());
  }
}
