package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.option.NumberRange;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Every option that takes a number says which ones, and takes no other. */
class NumericOptionsTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(
          int.class,
          long.class,
          double.class,
          float.class,
          Integer.class,
          Long.class,
          Double.class,
          Float.class,
          BigDecimal.class);

  private static final List<String> ODD =
      List.of(
          "0",
          "-1",
          "NaN",
          "Infinity",
          "-Infinity",
          "1e999",
          "1e308",
          "2147483647",
          "-2147483648",
          "9223372036854775807",
          "99999999999999999999",
          "0x10",
          "1,000",
          "");

  /** The odd values that are right, by option. */
  private static final Set<String> RIGHT =
      Set.of(
          "--bos 0",
          "--bus-bits 0",
          "--bus-latency 0",
          "--calibration 2147483647",
          "--count 0",
          "--count 2147483647",
          "--evaluation 2147483647",
          "--layer 0",
          "--loss 0",
          "--noise 0",
          "--placeholder 2147483647",
          "--position 0",
          "--rom-bits 2147483647",
          "--save-seconds 0",
          "--seed -1",
          "--seed -2147483648",
          "--seed 0",
          "--seed 2147483647",
          "--seed 9223372036854775807",
          "--split-seed -1",
          "--split-seed -2147483648",
          "--split-seed 0",
          "--split-seed 2147483647",
          "--split-seed 9223372036854775807",
          "--target-loss 0",
          "--temperature 0",
          "--tokens 2147483647",
          "--worst 0");

  @TempDir Path folder;
  private final CommandLine program =
      AllCommands.commandLine().setCaseInsensitiveEnumValuesAllowed(true);

  @Test
  void oddNumbersAreRefusedWithTheRange() {
    List<CommandLine> commands = new ArrayList<>();
    collect(program, commands);
    Set<String> right = new TreeSet<>();
    int options = 0;
    int refused = 0;
    for (CommandLine command : commands) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (!NUMBERS.contains(option.type())) {
          continue;
        }
        String name = command.getCommandName() + " " + option.longestName();
        NumberRange range = NumberRange.of(option).orElseThrow(() -> new AssertionError(name));
        assertTrue(
            option.description()[option.description().length - 1].endsWith(" " + range.sentence()),
            name + ": its help tells no range");
        options++;
        for (String value : ODD) {
          String told = refusal(command, option, value);
          if (told.isEmpty()) {
            right.add(option.longestName() + " " + value);
          } else {
            assertTrue(told.contains(option.longestName()), name + " " + value + ": " + told);
            refused++;
          }
        }
      }
    }
    assertEquals(new TreeSet<>(RIGHT), right);
    System.out.printf("%d numeric options, %d values refused%n", options, refused);
    assertTrue(options >= 60 && refused >= 700, options + ", " + refused);
  }

  private static void collect(CommandLine command, List<CommandLine> commands) {
    commands.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, commands));
  }

  /** What is said of a value; empty if it is taken. */
  private String refusal(CommandLine command, OptionSpec option, String value) {
    List<String> arguments =
        new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ", -1)));
    arguments.remove(0); // the program
    arguments.add(option.longestName() + "=" + value);
    for (OptionSpec other : command.getCommandSpec().options()) {
      if (other.required() && other.group() == null) {
        arguments.addAll(List.of(other.longestName(), "x"));
      }
    }
    command.getCommandSpec().positionalParameters().forEach(other -> arguments.add("x"));
    try {
      program
          .parseArgs(arguments.toArray(String[]::new))
          .asCommandLineList()
          .forEach(NumberRange::check);
      return "";
    } catch (ParameterException e) {
      return e.getMessage();
    }
  }

  @Test
  void theMessageNamesOptionRangeAndValue() throws IOException {
    Path out = folder.resolve("out");
    assertEquals(
        """
        --tokens: must be in 1..1000000000000000, not 0
          'microgpt-rom verify --help' explains it
        """,
        Cli.refused("verify", "bundle", "--tokens", 0));
    assertEquals(
        """
        --save-seconds: must be in 0..1000000000, not NaN
          'microgpt-rom train --help' explains it
        """,
        Cli.refused("train", "--save-seconds", "NaN", "-o", out));
    assertEquals(
        """
        --bank-depth: must be in 1..1048576, not 2000000000
          'microgpt-rom pack --help' explains it
        """,
        Cli.refused("pack", "quantized", "--bank-depth", 2_000_000_000));
    String tooLong = Cli.refused("run", "--steps", "99999999999", "-o", out);
    assertTrue(tooLong.contains("'99999999999' is not an int"), tooLong);
    assertTrue(tooLong.contains("\n  it must be in 1..10000000\n"), tooLong);
    Path file = Files.writeString(folder.resolve("options"), "minutes = Infinity\n");
    String fromFile = Cli.refused("train", "--config", file, "-o", out);
    assertTrue(fromFile.startsWith("--minutes: must be in 0.0001..1000000, not Inf"), fromFile);
    assertTrue(Files.notExists(out));
    String help = Cli.ok("train", "--help").out().replaceAll("\\s+", " ");
    assertTrue(help.contains(" From 0.000000001 to 1000."), help);
    assertEquals(0, Cli.run("train", "--steps", 0, "--help").exitCode(), "help comes first");
  }
}
