package org.microgptrom.rtl.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Shutdown;

/** One running program, which never outlives its caller. */
final class ToolProcess {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final int LONGEST_OUTPUT = 8 << 20;
  private static final int LONGEST_LINE = 1 << 12;
  private static final long READER_MILLIS = 5_000;

  static {
    Shutdown.add(Shutdown.Stage.PROCESSES, ToolProcess::killAll);
  }

  private final String name;
  private final Process process;
  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(); // the one that has begun
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Thread reader = new Thread(this::read, "read-hdl-tool");

  /**
   * Starts the program.
   *
   * @param name of the program in messages
   * @param lines takes each line of output as it comes, in the thread that reads it
   */
  ToolProcess(String name, List<String> command, Path folder, Consumer<String> lines)
      throws IOException {
    this.name = name;
    this.lines = lines;
    synchronized (RUNNING) {
      if (Shutdown.hasBegun()) {
        throw new InterruptedIOException(name + " was not started: interrupted");
      }
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      RUNNING.add(process);
    }
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Waits for the program's end.
   *
   * @param input all of its standard input
   */
  HdlTool.Result await(String input, Duration timeout) throws IOException {
    try {
      write(input);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new InputException(
            name, "took more than " + timeout.toSeconds() + " s and was stopped", "");
      }
      reader.join(READER_MILLIS); // a grandchild may keep the pipe open
      synchronized (output) {
        return new HdlTool.Result(process.exitValue(), output.toString(StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException(name + " was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      kill(process);
      RUNNING.remove(process);
    }
  }

  private void write(String input) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended without reading; its exit code and words tell why.
    }
  }

  private static void killAll() {
    synchronized (RUNNING) {
      RUNNING.forEach(ToolProcess::kill);
    }
  }

  private static void kill(Process process) {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly(); // first, so that it does not go on when its children end
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private void tell(byte[] piece, int length) {
    for (int i = 0; i < length; i++) {
      if (piece[i] == '\n') {
        lines.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else if (line.size() < LONGEST_LINE) {
        line.write(piece[i]);
      }
    }
  }

  private void read() {
    byte[] piece = new byte[1 << 16];
    try (InputStream in = process.getInputStream()) {
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        synchronized (output) {
          output.write(piece, 0, Math.min(n, LONGEST_OUTPUT - output.size()));
        }
        tell(piece, n);
      }
    } catch (IOException e) {
      // The process was killed; what it had said is kept.
    }
  }
}
