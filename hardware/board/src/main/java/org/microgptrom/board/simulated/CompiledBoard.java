package org.microgptrom.board.simulated;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
  private static final List<String> SOURCES = List.of("pll_models.sv", "board.cpp");
  private static final String PROGRAM = "board";
  private static final VerilatorOptions OPTIONS = new VerilatorOptions("-O2", "-O1");
  private static final double HZ_PER_MHZ = 1e6;

  private final TemporaryFolder work = new TemporaryFolder();
  private final Path project;
  private final BoardDescription board;

  /**
   * Compiles a board.
   *
   * @param project the folder of the project, from which its ROM files are read
   * @throws InputException if a tool is missing or refuses the sources
   */
  public CompiledBoard(Path project) throws IOException {
    this.project = project;
    try {
      board = BoardDescription.read(project);
      compile();
    } catch (IOException | RuntimeException e) {
      work.close();
      throw e;
    }
  }

  private void compile() throws IOException {
    HdlTool verilator = VerilatorOptions.require();
    List<String> arguments =
        new ArrayList<>(List.of("--cc", "--exe", "--build", "--prefix", "Vboard"));
    arguments.addAll(OPTIONS.arguments(board.top(), build().toString(), PROGRAM));
    arguments.addAll(board.sources());
    for (String name : SOURCES) {
      Path copy = work.path().resolve(name);
      try (InputStream in = CompiledBoard.class.getResourceAsStream(name)) {
        Files.copy(in, copy);
      }
      arguments.add(copy.toString());
    }
    HdlTool.Result result = verilator.run(project, TIMEOUT, arguments);
    if (!result.succeeded()) {
      throw new InputException(
          project, "is not compiled by Verilator: " + result.output().strip(), "");
    }
  }

  private Path build() {
    return work.path().resolve("build").toAbsolutePath();
  }

  /** Starts the board: all ROMs as in the files, nothing else kept from before. */
  public SimulatedBoard start(LineFaults faults) {
    return new SimulatedBoard(
        build().resolve(PROGRAM),
        project,
        List.of(
            Long.toString(Math.round(board.clockMhz() * HZ_PER_MHZ)),
            Integer.toString(board.baud()),
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
