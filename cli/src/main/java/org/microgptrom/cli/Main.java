package org.microgptrom.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.microgptrom.cli.console.ClusterProcess;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Interruption;
import org.microgptrom.cli.console.ResultStream;
import org.microgptrom.cli.console.Terminal;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.ClusterOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.ExperimentFile;
import org.microgptrom.cli.option.HelpTexts;
import org.microgptrom.cli.option.NumberRange;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.text.NativeText;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.io.VisibleText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Entry point: parses the command line, runs one command, and turns its outcome into an exit code.
 */
@Command(
    name = "microgpt-rom",
    description = "Compiles a text file into the verified ROM images of a tiny GPT.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    modelTransformer = HelpTexts.class,
    exitCodeOnExecutionException = ExitCode.INTERNAL_FAULT,
    footer = {
      "",
      "Examples:",
      "  microgpt-rom run                             names to verified ROMs in out/",
      "  microgpt-rom run --data cities.txt -o city   the same from your own text",
      "  microgpt-rom verify out/bundle               check a bundle again",
      "  source <(microgpt-rom generate-completion)   completion for bash and zsh",
      "",
      "Exit codes: 0 success, 1 a difference was found, 2 bad input, 3 fault or no memory, 130 interrupted.",
      "'microgpt-rom help COMMAND' explains a command."
    })
public class Main {
  private static final int HELP_COLUMNS = 100;

  Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Interruption.watch();
    ResultStream results = new ResultStream(new FileOutputStream(FileDescriptor.out));
    PrintStream err = stream(System.err);
    int exitCode = written(results, err, start(stream(results), err, arguments));
    Interruption.finished();
    System.exit(exitCode);
  }

  private static int start(PrintStream out, PrintStream err, String... arguments) {
    try {
      NativeText.requireUnderstood(arguments);
    } catch (InputException e) {
      err.println(error(e));
      return ExitCode.BAD_INPUT;
    }
    return execute(out, err, arguments);
  }

  private static PrintStream stream(OutputStream standard) {
    return new PrintStream(Interruption.until(standard), true, StandardCharsets.UTF_8);
  }

  /**
   * Turns a command's exit code into the process's: a command whose results were lost has no
   * success.
   */
  private static int written(ResultStream results, PrintStream err, int exitCode) {
    Optional<IOException> failure = results.failure();
    if (failure.isEmpty()) {
      return exitCode;
    }
    if (!ResultStream.isClosedPipe(failure.get())) {
      err.println(error("standard output: cannot be written: " + failure.get().getMessage()));
    }
    return exitCode == ExitCode.OK ? ExitCode.BAD_INPUT : exitCode;
  }

  /** Runs the command in this process; returns its {@link ExitCode}. */
  static int execute(PrintStream out, PrintStream err, String... arguments) {
    CommandLine commandLine = AllCommands.neededBy(arguments);
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setExecutionStrategy(parsed -> run(parsed, arguments));
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> report(exception, command.getErr()));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.registerConverter(Path.class, NativeText::path);
    commandLine.setUsageHelpWidth(
        Math.min(HELP_COLUMNS, Terminal.resultColumns().orElse(HELP_COLUMNS)));
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.resultColours()));
    commandLine.setParameterExceptionHandler((exception, all) -> reject(exception));
    try {
      commandLine.setDefaultValueProvider(ExperimentFile.namedIn(arguments, commandLine));
    } catch (InputException e) {
      err.println(error(e));
      return ExitCode.BAD_INPUT;
    }
    try {
      return commandLine.execute(arguments);
    } catch (Error e) {
      return report(e, commandLine.getErr());
    }
  }

  private static int run(CommandLine.ParseResult parsed, String[] arguments) {
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      CommandLine commandLine = parsed.commandSpec().commandLine();
      commandLine.usage(commandLine.getErr());
      return ExitCode.BAD_INPUT;
    }
    List<CommandLine> commands = parsed.asCommandLineList();
    if (commands.stream().noneMatch(CommandLine::isUsageHelpRequested)) {
      commands.forEach(NumberRange::check);
    }
    CommonOptions.configureLogging(Arrays.asList(arguments));
    for (CommandLine command : commands) {
      try {
        OutputPaths.requireDistinct(command.getCommandSpec());
      } catch (InputException e) {
        return report(e, command.getErr());
      }
    }
    if (ClusterOptions.isAsked(parsed) && Cluster.provider().isEmpty()) {
      return ClusterProcess.run(Main.class, arguments);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Tells what is wrong with a mistyped command line and what was perhaps meant, without the whole
   * help.
   */
  private static int reject(CommandLine.ParameterException exception) {
    CommandLine commandLine = exception.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println(error(rejection(exception)));
    meant(exception).ifPresent(name -> err.println("  did you mean " + name + "?"));
    Optional.ofNullable(exception.getArgSpec())
        .flatMap(NumberRange::of)
        .filter(range -> !message(exception).contains(range.requirement()))
        .ifPresent(range -> err.println("  it " + range.requirement()));
    err.println("  '" + commandLine.getCommandSpec().qualifiedName() + " --help' explains it");
    return ExitCode.BAD_INPUT;
  }

  /**
   * The text that was perhaps meant: an option, a subcommand, or the value of an option that takes
   * a few.
   */
  private static Optional<String> meant(CommandLine.ParameterException exception) {
    CommandSpec command = exception.getCommandLine().getCommandSpec();
    if (exception instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String wrong = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      return NearestName.closeTo(
          wrong,
          unmatched.isUnknownOption()
              ? command.optionsMap().keySet()
              : command.subcommands().keySet());
    }
    ArgSpec argument = exception.getArgSpec();
    if (argument == null || exception.getValue() == null) {
      return Optional.empty();
    }
    return NearestName.closeTo(exception.getValue(), names(argument));
  }

  /** The names that an option takes; empty if it takes others, too. */
  private static List<String> names(ArgSpec argument) {
    List<String> names = new ArrayList<>();
    if (argument.completionCandidates() != null) {
      argument.completionCandidates().forEach(names::add);
    } else if (argument.type().isEnum()) {
      Arrays.stream(argument.type().getEnumConstants()).map(Object::toString).forEach(names::add);
    }
    return names;
  }

  /** The message, with an option's names as the help writes them and not as Java does. */
  private static String rejection(CommandLine.ParameterException exception) {
    ArgSpec argument = exception.getArgSpec();
    String message = message(exception);
    return argument == null || !argument.type().isEnum()
        ? message
        : message.replaceFirst(
            "\\[[A-Z_0-9, ]+] \\(case-(in)?sensitive\\)",
            Matcher.quoteReplacement(String.join(", ", names(argument))));
  }

  private static String message(Exception exception) {
    return String.valueOf(exception.getMessage());
  }

  private static String error(Exception exception) {
    return error(message(exception));
  }

  private static String error(String message) {
    return CommandLine.Help.defaultColorScheme(Terminal.progressColours())
        .errorText(VisibleText.lines(message))
        .toString();
  }

  private static int report(Throwable fault, PrintWriter err) {
    if (fault instanceof InputException input) {
      err.println(error(input));
      return ExitCode.BAD_INPUT;
    }
    if (fault instanceof InvalidPathException invalid) {
      err.println(error(NativeText.refusal(invalid)));
      return ExitCode.BAD_INPUT;
    }
    Optional<VirtualMachineError> limit = limit(fault);
    if (limit.isPresent()) {
      err.println(error(advice(limit.get())));
    } else {
      err.println(error("internal fault, please report it with this trace:"));
      StringWriter trace = new StringWriter();
      fault.printStackTrace(new PrintWriter(trace));
      trace.toString().lines().map(VisibleText::lines).forEach(err::println);
    }
    return ExitCode.INTERNAL_FAULT;
  }

  private static String advice(VirtualMachineError limit) {
    return limit instanceof StackOverflowError
        ? "the stack of Java is full\n  MICROGPT_ROM_JAVA_OPTS=-Xss64m makes it larger"
        : "out of memory: "
            + limit.getMessage()
            + ", with at most "
            + TableText.size(Runtime.getRuntime().maxMemory())
            + " for Java's heap\n  MICROGPT_ROM_JAVA_OPTS=-Xmx8g, say, gives it 8 GB";
  }

  /** The limit of the Java machine that was reached, in another thread perhaps. */
  private static Optional<VirtualMachineError> limit(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError || cause instanceof StackOverflowError) {
        return Optional.of((VirtualMachineError) cause);
      }
    }
    return Optional.empty();
  }
}
