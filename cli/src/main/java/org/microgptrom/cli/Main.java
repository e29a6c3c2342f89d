package org.microgptrom.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.InputException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * Entry point: parses the command line, runs one command, and turns its outcome into an exit code.
 */
@Command(
    name = "microgpt-rom",
    description = "Compiles a text file into the verified ROM images of a tiny GPT.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      TrainCommand.class,
      QuantizeCommand.class,
      PackCommand.class,
      ConvertCommand.class,
      VerifyCommand.class,
      EvaluateCommand.class,
      SynthCommand.class,
      FitCommand.class,
      SampleCommand.class,
      InspectCommand.class,
      DiffCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DatasetsCommand.class,
      DoctorCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  microgpt-rom run                             names to verified ROMs in out/",
      "  microgpt-rom run --data cities.txt -o city   the same from your own text",
      "  microgpt-rom verify out/bundle               check a bundle again",
      "  source <(microgpt-rom generate-completion)   completion for bash and zsh",
      "",
      "Exit codes: 0 success, 1 a difference was found, 2 bad input, 3 internal fault.",
      "'microgpt-rom help COMMAND' explains a command."
    })
public final class Main {
  private static final int HELP_COLUMNS = 100;

  private Main() {}

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        ToolVersion.current(), "Java " + Runtime.version() + ", " + System.getProperty("os.name")
      };
    }
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(out, err, arguments));
  }

  /** Runs the command in this process; returns its {@link ExitCode}. */
  static int execute(PrintStream out, PrintStream err, String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setExecutionStrategy(parsed -> run(parsed, arguments));
    commandLine.setExecutionExceptionHandler(
        (exception, command, parsed) -> report(exception, command));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpWidth(HELP_COLUMNS);
    commandLine.setParameterExceptionHandler((exception, all) -> reject(exception));
    try {
      commandLine.setDefaultValueProvider(ExperimentFile.namedIn(arguments, commandLine));
    } catch (InputException e) {
      err.println(e.getMessage());
      return ExitCode.BAD_INPUT;
    }
    return commandLine.execute(arguments);
  }

  private static int run(CommandLine.ParseResult parsed, String[] arguments) {
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      CommandLine commandLine = parsed.commandSpec().commandLine();
      commandLine.usage(commandLine.getErr());
      return ExitCode.BAD_INPUT;
    }
    CommonOptions.configureLogging(Arrays.asList(arguments));
    return new CommandLine.RunLast().execute(parsed);
  }

  /** A mistyped command line: what is wrong and what was perhaps meant, not all of the help. */
  private static int reject(CommandLine.ParameterException exception) {
    CommandLine commandLine = exception.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println(exception.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("  '" + commandLine.getCommandSpec().qualifiedName() + " --help' explains it");
    return ExitCode.BAD_INPUT;
  }

  private static int report(Exception exception, CommandLine command) {
    PrintWriter err = command.getErr();
    if (exception instanceof InputException) {
      err.println(exception.getMessage());
      return ExitCode.BAD_INPUT;
    }
    err.println("internal fault, please report it with this trace:");
    exception.printStackTrace(err);
    return ExitCode.INTERNAL_FAULT;
  }
}
