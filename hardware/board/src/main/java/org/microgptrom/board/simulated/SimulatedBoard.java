package org.microgptrom.board.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.microgptrom.board.link.Port;
import org.microgptrom.board.port.Ports;
import org.microgptrom.model.io.InputException;
import org.microgptrom.rtl.tools.HdlTool;

/** A simulated board that runs, until it is closed. */
public final class SimulatedBoard implements AutoCloseable {
  private static final Duration LONGEST_RUN = Duration.ofDays(365);

  private static final String DEVICES = "/dev/";

  private final Thread runner;
  private final CompletableFuture<Started> started = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /** The name of the pseudo-terminal, and the process that simulates. */
  private record Started(String port, ProcessHandle process) {}

  SimulatedBoard(Path program, Path project, List<String> arguments) {
    runner = new Thread(() -> run(program, project, arguments), "simulated-board");
    runner.setDaemon(true);
    runner.start();
  }

  private void run(Path program, Path project, List<String> arguments) {
    try {
      HdlTool.Result result = HdlTool.run(program, project, LONGEST_RUN, arguments, this::take);
      InputException ended =
          new InputException("the simulated board", "has stopped: " + result.output().strip(), "");
      started.completeExceptionally(ended);
      end.completeExceptionally(ended);
    } catch (IOException e) {
      started.completeExceptionally(e);
      end.complete(null); // interrupted: it was closed
    } catch (RuntimeException e) {
      started.completeExceptionally(e);
      end.completeExceptionally(e);
    }
  }

  /** Verilator's own complaints may come before the port. */
  private void take(String line) {
    if (line.startsWith(DEVICES)) {
      String[] words = line.split(" ", -1);
      ProcessHandle.of(Long.parseLong(words[1]))
          .ifPresent(process -> started.complete(new Started(words[0], process)));
    }
  }

  /** The name of the pseudo-terminal, waited for until the board has started. */
  public String port() throws IOException {
    return get(started).port;
  }

  /**
   * Opens the line to the board, whose time is the processor's that the simulation has taken: other
   * programs on the machine do not make the board slower.
   *
   * @param baud bits per second of the host's side
   */
  public Port open(int baud) throws IOException {
    Started running = get(started);
    return new SimulatedLine(Ports.open(running.port, baud), running.process);
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
  }
}
