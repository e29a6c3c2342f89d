package org.microgptrom.cli.option;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every command has. Each command includes them with {@link Mixin}. */
public final class CommonOptions {
  private static final String VERBOSE = "--verbose";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no notes, only results and errors.")
  private boolean quiet;

  @Option(names = VERBOSE, description = "More progress lines, and the log of the training engine.")
  private boolean verbose;

  @Option(
      names = ExperimentFile.OPTION,
      paramLabel = "FILE",
      description =
          "Take options from FILE, one 'name = value' per line without the dashes. Options of the"
              + " command line come first.")
  @SuppressWarnings("UnusedVariable") // ExperimentFile looks it up before options are parsed
  private Path config;

  /** The console of this command. */
  public Console console() {
    PrintWriter out =
        JsonOptions.takesStandardOutput(command)
            ? new PrintWriter(Writer.nullWriter())
            : command.commandLine().getOut();
    return new Console(out, command.commandLine().getErr(), quiet, verbose);
  }

  /**
   * Silences the engine's logging unless it is wanted; it must be called before the first logger is
   * made.
   */
  public static void configureLogging(List<String> arguments) {
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel", arguments.contains(VERBOSE) ? "info" : "error");
  }

  /**
   * The value of a parameter that a command needs in one of its manners and not in all, so that
   * picocli can't require it.
   *
   * @param what the parameter, as picocli names it
   * @throws ParameterException as picocli's for a missing parameter
   */
  public <T> T required(@Nullable T value, String what) {
    if (value == null) {
      throw new ParameterException(command.commandLine(), "Missing required parameter: " + what);
    }
    return value;
  }

  /** The interval that {@code --save-seconds} gives. */
  public static Duration saveInterval(double seconds) {
    return Duration.ofMillis((long) (1000 * seconds));
  }

  /** As {@link #checked}, of a check without a value. */
  public static void check(String option, Runnable check) {
    checked(
        option,
        () -> {
          check.run();
          return option;
        });
  }

  /** Turns the exception of a value that is out of its range into an error for the user. */
  public static <T> T checked(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw InputException.of(option, e, "");
    }
  }
}
