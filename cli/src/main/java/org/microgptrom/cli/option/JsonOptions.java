package org.microgptrom.cli.option;

import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option for the file that receives a command's facts, for programs to read. */
public final class JsonOptions {
  public static final String OPTION = "--json";

  static final Path STANDARD_OUTPUT = Path.of("-");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = OPTION,
      paramLabel = "FILE",
      description =
          "Write all facts as JSON; with - to standard output, in the place of the text."
              + " docs/schemas has a JSON Schema of each command's.")
  @Written(file = true)
  private @Nullable Path json;

  /** Writes the facts if the option asks for them. */
  public void write(byte[] facts) {
    if (STANDARD_OUTPUT.equals(json)) {
      command.commandLine().getOut().print(new String(facts, StandardCharsets.UTF_8));
      command.commandLine().getOut().flush();
    } else if (json != null) {
      AtomicOutput.file(json, partial -> Files.write(partial, facts));
    }
  }

  /**
   * Writes facts with a list whose elements are written as they are found; they are found where no
   * facts are wanted, too.
   *
   * @param head a record, whose components precede the list
   * @param name of the list
   */
  public void write(Object head, String name, FactList.Work work) {
    if (STANDARD_OUTPUT.equals(json)) {
      FactList.write(command.commandLine().getOut(), true, head, name, work);
    } else if (json != null) {
      AtomicOutput.file(
          json,
          partial -> {
            try (Writer out = Files.newBufferedWriter(partial)) {
              FactList.write(out, false, head, name, work);
            } catch (UncheckedIOException e) {
              throw e.getCause();
            }
          });
    } else {
      FactList.findOnly(work);
    }
  }

  /**
   * Requires that no facts are wanted.
   *
   * @param where the option that has none
   */
  public void requireNone(String where) {
    if (json != null) {
      throw new InputException(OPTION, "does not go with " + where, "leave one of them out");
    }
  }

  /** Whether a command's standard output is for facts alone. */
  static boolean takesStandardOutput(CommandSpec command) {
    OptionSpec option = command.findOption(OPTION);
    return option != null && STANDARD_OUTPUT.equals(option.getValue());
  }
}
