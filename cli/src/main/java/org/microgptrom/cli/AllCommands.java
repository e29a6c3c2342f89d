package org.microgptrom.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.microgptrom.cli.command.BoardCommand;
import org.microgptrom.cli.command.ClassifyCommand;
import org.microgptrom.cli.command.ConvertCommand;
import org.microgptrom.cli.command.CorrectCommand;
import org.microgptrom.cli.command.DatasetsCommand;
import org.microgptrom.cli.command.DemoCommand;
import org.microgptrom.cli.command.DiffCommand;
import org.microgptrom.cli.command.DoctorCommand;
import org.microgptrom.cli.command.EvaluateCommand;
import org.microgptrom.cli.command.ExplainCommand;
import org.microgptrom.cli.command.ExportCommand;
import org.microgptrom.cli.command.FitCommand;
import org.microgptrom.cli.command.ImportCommand;
import org.microgptrom.cli.command.InspectCommand;
import org.microgptrom.cli.command.PackCommand;
import org.microgptrom.cli.command.PatchCommand;
import org.microgptrom.cli.command.QuantizeCommand;
import org.microgptrom.cli.command.RecordCommand;
import org.microgptrom.cli.command.ReportCommand;
import org.microgptrom.cli.command.RunCommand;
import org.microgptrom.cli.command.SampleCommand;
import org.microgptrom.cli.command.ScoreCommand;
import org.microgptrom.cli.command.SweepCommand;
import org.microgptrom.cli.command.SynthCommand;
import org.microgptrom.cli.command.TalkCommand;
import org.microgptrom.cli.command.TrainCommand;
import org.microgptrom.cli.command.VerifyCommand;
import org.microgptrom.cli.option.HelpTexts;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program with every command. To read the options of all of them takes picocli longer than most
 * commands run, so that a command line which names one gets that one alone.
 */
@Command(
    subcommands = {
      RunCommand.class,
      SweepCommand.class,
      TrainCommand.class,
      QuantizeCommand.class,
      PackCommand.class,
      ConvertCommand.class,
      VerifyCommand.class,
      EvaluateCommand.class,
      SynthCommand.class,
      BoardCommand.class,
      PatchCommand.class,
      FitCommand.class,
      SampleCommand.class,
      ScoreCommand.class,
      ClassifyCommand.class,
      CorrectCommand.class,
      TalkCommand.class,
      RecordCommand.class,
      InspectCommand.class,
      ReportCommand.class,
      ExplainCommand.class,
      DemoCommand.class,
      DiffCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      DatasetsCommand.class,
      DoctorCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
final class AllCommands extends Main {
  private static final List<Class<?>> COMMANDS =
      List.of(AllCommands.class.getAnnotation(Command.class).subcommands());

  /** Those that speak of the others. */
  private static final Set<Class<?>> OF_ALL =
      Set.of(AutoComplete.GenerateCompletion.class, CommandLine.HelpCommand.class);

  static CommandLine commandLine() {
    return new CommandLine(new AllCommands());
  }

  /** A parser of these arguments: of one command where they name it, else of all. */
  static CommandLine neededBy(String... arguments) {
    if (arguments.length == 1 && List.of("--version", "-V").contains(arguments[0])) {
      return new CommandLine(new Main());
    }
    Optional<Class<?>> named =
        COMMANDS.stream()
            .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
            .filter(command -> !OF_ALL.contains(command))
            .findFirst();
    if (named.isEmpty() || namesOptionsOfAll(arguments)) {
      return commandLine();
    }
    CommandLine program = new CommandLine(new Main());
    program.addSubcommand(new CommandLine(named.get()));
    new HelpTexts().transform(program.getCommandSpec());
    return program;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** A file of {@code --config} may hold options of any command. */
  private static boolean namesOptionsOfAll(String... arguments) {
    return Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("--config"));
  }
}
