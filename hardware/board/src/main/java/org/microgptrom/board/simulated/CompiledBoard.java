package org.microgptrom.board.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.tool.VerilatorOptions;

/**
 * The top level of a board's project in Verilator, compiled to a program that puts its serial line
 * behind a pseudo-terminal, bit by bit. The line has its rate at both ends: the board's own, and
 * the one that the host sets. The clock at the pin is that of the circuit; PLLs pass it on.
 */
public final class CompiledBoard implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofHours(1);
  private static final String LINE = "board.cpp";
  private static final String PROGRAM = "board";
  private static final VerilatorOptions GATES = new VerilatorOptions("-O1", "-O0");
  private static final double HZ_PER_MHZ = 1e6;

  private final TemporaryFolder work = new TemporaryFolder();
  private final SimulatedDesign design;

  /**
   * Compiles a board.
   *
   * @param path the folder of a project, whose sources and ROM files are simulated; or in its
   *     folder {@code build} what nextpnr has written with {@code --write}, which is simulated as
   *     placed and routed, with the ROMs of the bitstream; or an iCE40's bitstream without
   *     multipliers, of which everything is simulated
   * @throws InputException if a file or tool is missing, or a tool refuses the sources
   */
  public CompiledBoard(Path path) throws IOException {
    try {
      design = SimulatedDesign.of(path, work.path());
      compile(path);
    } catch (IOException | RuntimeException e) {
      work.close();
      throw e;
    }
  }

  /**
   * Requires that a board is one of a bundle's, before it is compiled; the board says itself, too.
   *
   * @param path as for a compiled board
   * @param manifestSha256 digest of the bundle's manifest
   * @throws InputException if there is no such project, or its bundle is another one
   */
  public static void requireBundle(Path path, String manifestSha256) {
    String built = BoardDescription.read(SimulatedDesign.project(path)).manifestSha256();
    if (!built.equals(manifestSha256)) {
      throw new InputException(
          path,
          "is of another bundle: the SHA-256 of its manifest is "
              + built
              + ", not "
              + manifestSha256,
          "name the bundle that it was made of");
    }
  }

  private void compile(Path path) throws IOException {
    HdlTool verilator = VerilatorOptions.require();
    List<String> arguments =
        new ArrayList<>(List.of("--cc", "--exe", "--build", "--prefix", "Vboard"));
    VerilatorOptions options = design.gates() ? GATES : VerilatorOptions.SOURCES;
    arguments.addAll(options.arguments(board().top(), build().toString(), PROGRAM));
    arguments.addAll(design.sources());
    arguments.add(SimulatedDesign.copy(LINE, work.path()));
    HdlTool.Result result = verilator.run(design.project(), TIMEOUT, arguments);
    if (!result.succeeded()) {
      throw new InputException(
          path, "is not compiled by Verilator: " + result.output().strip(), "");
    }
  }

  private Path build() {
    return work.path().resolve("build").toAbsolutePath();
  }

  /** The description of the project. */
  public BoardDescription board() {
    return design.board();
  }

  /** Starts the board: all ROMs as in the files, nothing else kept from before. */
  public SimulatedBoard start(LineFaults faults) {
    return new SimulatedBoard(
        build().resolve(PROGRAM),
        design.project(),
        List.of(
            Long.toString(Math.round(board().clockMhz() * HZ_PER_MHZ)),
            Integer.toString(board().baud()),
            number(faults.noise()),
            number(faults.loss()),
            Long.toString(faults.seed())));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** Removes the program. */
  @Override
  public void close() {
    work.close();
  }
}
