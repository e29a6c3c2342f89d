package org.microgptrom.board.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.microgptrom.model.io.InputException;
import org.microgptrom.rtl.tools.HdlTool;

/** A simulated board that runs, until it is closed. */
public final class SimulatedBoard implements AutoCloseable {
  private static final Duration LONGEST_RUN = Duration.ofDays(365);

  private static final String DEVICES = "/dev/";

  private final Thread runner;
  private final CompletableFuture<String> port = new CompletableFuture<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

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

  /** Verilator's own complaints may come before the port. */
  private void take(String line) {
    if (line.startsWith(DEVICES)) {
      port.complete(line);
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
  }
}
