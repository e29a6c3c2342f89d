package org.microgptrom.board.simulated;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.tools.HdlTool;

/**
 * The top level of a board's project in Verilator, compiled to a program that puts its serial line
 * behind a pseudo-terminal, bit by bit. The line has its rate at both ends: the board's own, and
 * the one that the host sets. The clock at the pin is that of the circuit; PLLs pass it on.
 */
public final class SimulatedBoard implements AutoCloseable {
  private static final Duration LONGEST_RUN = Duration.ofDays(365);
  private static final List<String> SOURCES = List.of("pll_models.sv", "board.cpp");
  private static final String PROGRAM = "board";

  private final TemporaryFolder work;
  private final Thread runner;
  private final CompletableFuture<String> port = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private SimulatedBoard(TemporaryFolder work, Path project, List<String> arguments) {
    this.work = work;
    runner = new Thread(() -> run(project, arguments), "simulated-board");
    runner.setDaemon(true);
    runner.start();
  }

  /**
   * Compiles and starts a board.
   *
   * @param project the folder of the project, from which its ROM files are read
   * @param sources of the project in the order in which they are compiled, relative to its folder
   * @param top name of the top module, with the ports {@code clk_i}, {@code rx_i} and {@code tx_o}
   * @param clockHz of the circuit
   * @param baud of the board's side of the line
   * @throws InputException if a tool is missing or refuses the sources
   */
  public static SimulatedBoard start(
      Path project, List<String> sources, String top, long clockHz, int baud, LineFaults faults)
      throws IOException {
    HdlTool verilator = HdlTool.require("verilator", "verilator");
    HdlTool.require("make", "make");
    HdlTool.require("g++", "g++");
    TemporaryFolder work = new TemporaryFolder();
    try {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--cc",
                  "--exe",
                  "--build",
                  "-O3",
                  "--x-assign",
                  "fast",
                  "--x-initial",
                  "fast",
                  "-MAKEFLAGS",
                  "OPT_FAST=-O2 OPT_GLOBAL=-O1",
                  "-j",
                  "2",
                  "-Wno-fatal",
                  "-Wno-lint",
                  "-Wno-style",
                  "--top-module",
                  top,
                  "--prefix",
                  "Vboard",
                  "--Mdir",
                  work.path().resolve("build").toString(),
                  "-o",
                  PROGRAM));
      sources.forEach(source -> arguments.add(project.resolve(source).toString()));
      for (String name : SOURCES) {
        try (InputStream in = SimulatedBoard.class.getResourceAsStream(name)) {
          Files.copy(in, work.path().resolve(name));
        }
        arguments.add(work.path().resolve(name).toString());
      }
      HdlTool.Result result = verilator.run(project, Duration.ofHours(1), arguments);
      if (!result.succeeded()) {
        throw new InputException(
            project, "is not compiled by Verilator: " + result.output().strip(), "");
      }
      return new SimulatedBoard(
          work,
          project,
          List.of(
              Long.toString(clockHz),
              Integer.toString(baud),
              number(faults.noise()),
              number(faults.loss()),
              Long.toString(faults.seed())));
    } catch (IOException | RuntimeException e) {
      work.close();
      throw e;
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private void run(Path project, List<String> arguments) {
    try {
      HdlTool.Result result =
          HdlTool.run(
              work.path().resolve("build").resolve(PROGRAM).toAbsolutePath(),
              project,
              LONGEST_RUN,
              arguments,
              port::complete);
      InputException ended =
          new InputException("the simulated board", "has stopped: " + result.output().strip(), "");
      port.completeExceptionally(ended);
      end.completeExceptionally(ended);
    } catch (IOException e) {
      port.completeExceptionally(e);
      end.complete(null); // interrupted: it was closed
    } catch (RuntimeException e) {
      port.completeExceptionally(e);
      end.completeExceptionally(e);
    }
  }

  /** The name of the pseudo-terminal, waited for until the board has started. */
  public String port() throws IOException {
    return get(port);
  }

  /**
   * Waits until the board is closed.
   *
   * @throws InputException if it stops by itself
   */
  public void await() throws IOException {
    get(end);
  }

  private static <T> T get(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the simulated board was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e.getCause() instanceof RuntimeException fault
          ? fault
          : new UncheckedIOException(new IOException(e.getCause()));
    }
  }

  /** Ends the simulation, as pulling the cable would. */
  @Override
  public void close() {
    runner.interrupt();
    try {
      runner.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    work.close();
  }
}
