package org.microgptrom.rtl.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;

/** A program for hardware descriptions, such as {@code yosys}. */
public final class HdlTool {
  /** The message of a failed assertion, as Yosys, nextpnr and the C library put it. */
  private static final Pattern ASSERTION =
      Pattern.compile("\\bassert(ion)?\\b.*\\bfail(ed|ure)\\b", Pattern.CASE_INSENSITIVE);

  /** What the exit code of a program is above the number of the signal that ended it. */
  private static final int SIGNALLED = 128;

  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(30);

  private final String name;
  private final Path program;
  private final List<String> words;
  private final String input;
  private final String origin;
  private @Nullable String version; // null until asked for

  /**
   * A program.
   *
   * @param program where it lies
   * @param words that begin its command lines
   * @param input what it is given on its standard input
   * @param origin what is added to the version that it states
   */
  HdlTool(String name, Path program, List<String> words, String input, String origin) {
    this.name = name;
    this.program = program;
    this.words = List.copyOf(words);
    this.input = input;
    this.origin = origin;
  }

  /**
   * The result of a run.
   *
   * @param exitCode 0 for success
   * @param output standard output and error as they came, UTF-8, cut off at the end if it is long
   */
  public record Result(int exitCode, String output) {
    /** Whether the exit code is that of success. */
    public boolean succeeded() {
      return exitCode == 0;
    }

    /**
     * Whether the program was ended from outside, by SIGKILL or SIGTERM, as a system does that runs
     * out of memory: what it has written then says nothing.
     */
    public boolean wasKilled() {
      return exitCode == SIGNALLED + 9 || exitCode == SIGNALLED + 15;
    }

    /**
     * The line with which a program stops in an assertion of its own, which is a fault of the
     * program and not of its input; empty if it did not stop so.
     */
    public Optional<String> assertion() {
      return succeeded()
          ? Optional.empty()
          : output
              .lines()
              .map(String::strip)
              .filter(line -> ASSERTION.matcher(line).find())
              .findFirst();
    }
  }

  /**
   * The program of this name: on the PATH or, where Node is, of an npm package that is installed in
   * the working folder or one above it.
   */
  public static Optional<HdlTool> find(String name) {
    return ToolSearch.ofProcess().find(name);
  }

  /** The npm package that has a program of this name. */
  public static Optional<String> npmPackage(String name) {
    return NpmProgram.packageOf(name);
  }

  /**
   * The program of this name.
   *
   * @param debianPackage the package that an error advises to install
   * @throws InputException if the program is not installed
   */
  public static HdlTool require(String name, String debianPackage) {
    return find(name)
        .orElseThrow(
            () ->
                new InputException(
                    name,
                    "is not on the PATH",
                    "install it, on Debian with: apt-get install "
                        + debianPackage
                        + npmPackage(name)
                            .map("; or, where Node 18 or later is, with: npm install "::concat)
                            .orElse("")));
  }

  /** The name by which the program was searched for. */
  public String name() {
    return name;
  }

  /** The absolute path of the program, or of the folder of its npm package. */
  public Path program() {
    return program;
  }

  /**
   * The version as the program states it: the first line that it prints for {@code -V} or, where it
   * does not know that, for {@code --version}; with the npm package that it is of, if it is of one.
   *
   * @throws InputException if it is of an npm package that the installed Node can't load
   */
  public synchronized String version() {
    if (version == null) {
      version = firstLine("-V").or(() -> firstLine("--version")).orElse(name) + origin;
    }
    return version;
  }

  private Optional<String> firstLine(String option) {
    try {
      Result result = run(Path.of("."), VERSION_TIMEOUT, List.of(option));
      return result.succeeded()
          ? result.output().lines().map(String::strip).filter(s -> !s.isEmpty()).findFirst()
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs the program to its end, without standard input. The program and those that it started are
   * killed when the time is up, the thread is interrupted or the JVM ends.
   *
   * @param folder the program's working directory; one of an npm package sees no files but those in
   *     it
   * @throws InputException if the program takes longer than {@code timeout}, or is of an npm
   *     package that the installed Node can't load
   * @throws IOException if the program can't be started, or the thread was interrupted
   */
  public Result run(Path folder, Duration timeout, List<String> arguments) throws IOException {
    return run(folder, timeout, arguments, line -> {});
  }

  /**
   * Runs the program to its end and hands on what it prints on the way, such as how far it has
   * come.
   *
   * @param lines takes each line of output as it comes, in a separate thread
   */
  public Result run(Path folder, Duration timeout, List<String> arguments, Consumer<String> lines)
      throws IOException {
    List<String> command = new ArrayList<>(words);
    command.addAll(arguments);
    Result result = new ToolProcess(name, command, folder, lines).await(input, timeout);
    if (!origin.isEmpty() && result.exitCode == NpmProgram.NOT_LOADED) {
      throw new InputException(
          name + origin, result.output.lines().reduce("", (a, b) -> b), NpmProgram.ADVICE);
    }
    return result;
  }

  /** Runs a program that a tool has made to its end, as {@link #run} does. */
  public static Result run(Path program, Path folder, Duration timeout, List<String> arguments)
      throws IOException {
    return run(program, folder, timeout, arguments, line -> {});
  }

  /** Runs a program that a tool has made, and hands on each line of its output as it comes. */
  public static Result run(
      Path program, Path folder, Duration timeout, List<String> arguments, Consumer<String> lines)
      throws IOException {
    String name = String.valueOf(program.getFileName());
    return new HdlTool(name, program, List.of(program.toString()), "", "")
        .run(folder, timeout, arguments, lines);
  }
}
