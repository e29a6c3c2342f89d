package org.microgptrom.model.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program on the PATH that a test uses as an oracle. A missing one is a visible skip, or a
 * failure where the environment variable {@code MICROGPT_ROM_REQUIRE_TOOLS} is set, as in CI.
 */
public final class ExternalTool {
  private static final long TIMEOUT_SECONDS = 900;

  /** Where .ci/oracles puts those that come from PyPI. */
  private static final String ORACLES = "/opt/microgpt-rom-oracles/bin";

  private final Path program;

  private ExternalTool(Path program) {
    this.program = program;
  }

  /** The program of this name; aborts or fails the calling test if there is none. */
  public static ExternalTool named(String name) {
    for (String folder : path()) {
      Path candidate = Path.of(folder, name);
      if (Files.isExecutable(candidate)) {
        return new ExternalTool(candidate);
      }
    }
    throw missing(name);
  }

  /**
   * Aborts or fails the calling test, for want of something that is not here.
   *
   * @return nothing, as it always throws
   */
  public static AssertionError missing(String name) {
    if (System.getenv("MICROGPT_ROM_REQUIRE_TOOLS") != null) {
      return fail(name + " is not installed, and MICROGPT_ROM_REQUIRE_TOOLS is set");
    }
    return abort(name + " is not installed");
  }

  /** A program that a test has built. */
  public static ExternalTool at(Path program) {
    return new ExternalTool(program);
  }

  /**
   * A Python 3 that has these modules, on the PATH, not always the first, or where .ci/oracles puts
   * one; none aborts or fails the calling test.
   */
  public static ExternalTool pythonWith(String... modules)
      throws IOException, InterruptedException {
    Optional<ExternalTool> python = pythonIfWith(modules);
    return python.isPresent() ? python.get() : named("python3 with " + String.join(", ", modules));
  }

  /** As {@link #pythonWith}, for an oracle that is an extra. */
  public static Optional<ExternalTool> pythonIfWith(String... modules)
      throws IOException, InterruptedException {
    List<String> folders = new ArrayList<>(List.of(path()));
    folders.add(ORACLES);
    for (String folder : folders) {
      ExternalTool python = new ExternalTool(Path.of(folder, "python3"));
      if (Files.isExecutable(python.program)
          && python
                  .run(Path.of("").toAbsolutePath(), "-c", "import " + String.join(", ", modules))
                  .exitCode()
              == 0) {
        return Optional.of(python);
      }
    }
    return Optional.empty();
  }

  private static String[] path() {
    return System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
  }

  /** Where it lies. */
  public Path program() {
    return program;
  }

  /** What a program run left behind. */
  public record Result(int exitCode, String output) {}

  /** Runs the program in {@code folder}; the output holds standard output and error. */
  public Result run(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(folder, ProcessBuilder.Redirect.PIPE, arguments);
  }

  private Result run(Path folder, ProcessBuilder.Redirect input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("tool", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(input)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        fail(String.join(" ", command) + " took more than " + TIMEOUT_SECONDS + " s");
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }

  /** As {@link #run}, requiring exit code 0; returns the output. */
  public String runOk(Path folder, String... arguments) throws IOException, InterruptedException {
    return requireOk(run(folder, arguments));
  }

  /** As {@link #runOk}, with standard input from a file. */
  public String runOkWithInput(Path folder, Path input, String... arguments)
      throws IOException, InterruptedException {
    return requireOk(run(folder, ProcessBuilder.Redirect.from(input.toFile()), arguments));
  }

  private String requireOk(Result result) {
    assertEquals(0, result.exitCode(), () -> program + " failed: " + result.output());
    return result.output();
  }
}
