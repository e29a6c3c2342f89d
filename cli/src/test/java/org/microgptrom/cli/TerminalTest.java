package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.testing.ExternalTool;

/** What people see on a terminal, and what other programs see instead. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class TerminalTest {
  private static final String ESCAPE = "\u001b[";

  @TempDir static Path folder;

  private static Path launcher;
  private static Path bundle;

  @BeforeAll
  static void prepare() throws Exception {
    launcher = Launcher.in(folder.resolve("launcher"));
    Cli.ok("run", "--steps", 2, "-o", folder.resolve("out"));
    bundle = folder.resolve("out/bundle");
  }

  /** Runs the launcher on a pseudo-terminal; the last line tells the exit code. */
  private static String onTerminal(int columns, String interrupt, List<String> command)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Path.of("src/test/python/terminal.py").toAbsolutePath().toString(),
                Integer.toString(columns),
                interrupt));
    arguments.addAll(command);
    return ExternalTool.pythonWith("pty", "termios")
        .runOk(folder, arguments.toArray(String[]::new));
  }

  private static List<String> command(Object... arguments) {
    return Stream.concat(Stream.of(launcher), Arrays.stream(arguments))
        .map(Object::toString)
        .toList();
  }

  @Test
  void coloursAreForTerminalsOnly() throws Exception {
    List<List<String>> commands =
        List.of(command("verify", bundle), command("--help"), command("verify", "nowhere"));
    for (List<String> command : commands) {
      assertTrue(onTerminal(100, "", command).contains(ESCAPE), command::toString);
      List<String> plain = new ArrayList<>(List.of("env", "NO_COLOR=1"));
      plain.addAll(command);
      assertFalse(onTerminal(100, "", plain).contains(ESCAPE), plain::toString);
      ExternalTool.Result piped =
          ExternalTool.named("sh").run(folder, "-c", String.join(" ", command) + " 2>&1 | cat");
      assertFalse(piped.output().contains(ESCAPE), piped::output);
    }
    String verdict = onTerminal(100, "", commands.get(0));
    assertTrue(verdict.contains(ESCAPE + "1m" + ESCAPE + "32mPASSED" + ESCAPE), verdict);
    assertTrue(verdict.endsWith("exit 0\n"), verdict);
  }

  /** A table wraps on a narrow terminal and is whole in a pipe; its words are the same. */
  @Test
  void tablesFitTheTerminal() throws Exception {
    for (int columns : List.of(70, 80, 200)) {
      String text = onTerminal(columns, "", command("datasets", "list"));
      int widest = text.lines().mapToInt(String::length).max().orElseThrow();
      assertTrue(widest <= columns, columns + "\n" + text);
      assertEquals(columns < 200, text.lines().count() > 7, text);
    }
    String piped = Cli.ok("datasets", "list").out();
    assertEquals(5, piped.lines().count());
  }

  /** After Ctrl-C the bar has a line of its own, and the last line says what happened. */
  @Test
  void anInterruptedBarLeavesACleanLine() throws Exception {
    List<String> training =
        command("train", "--minutes", "5", "--save-seconds", "0", "-o", folder.resolve("c"));
    String text = onTerminal(100, "loss", training);
    assertTrue(
        text.endsWith("\r\ninterrupted: the same command with --resume goes on\r\n\nexit 130\n"),
        text);
    List<String> campaign = command("verify", bundle, "--tokens", "1000000000");
    text = onTerminal(100, "campaign", campaign);
    assertTrue(text.endsWith(" \rinterrupted\r\n\nexit 130\n"), text);
    assertFalse(text.contains("?25l"), "the cursor was hidden");
  }

  @Test
  void aNarrowTableHasAllWords() {
    List<String> header = List.of("name", "size", "what it is");
    List<List<String>> rows =
        List.of(
            List.of("first", "1,234", "a text of many words that must be wrapped somewhere"),
            List.of("second", "5", "short"),
            List.of("third", "67", "a_word_that_is_longer_than_any_column_may_be_on_a_terminal"));
    String whole = TableText.of(header, rows, OptionalInt.empty());
    assertEquals(4, whole.lines().count());
    int cases = 0;
    for (int width = 30; width < 90; width++) {
      String narrow = TableText.of(header, rows, OptionalInt.of(width));
      int widest = narrow.lines().mapToInt(String::length).max().orElseThrow();
      assertTrue(widest <= width, width + "\n" + narrow);
      assertEquals(letters(whole), letters(narrow), narrow);
      cases++;
    }
    assertEquals(60, cases);
  }

  /** All letters of a text, sorted, as wrapping moves them. */
  private static String letters(String text) {
    return text.replaceAll("\\s", "")
        .chars()
        .sorted()
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s, 0 s",
    "7.64, 7.6 s, 8 s",
    "59.94, 59.9 s, 1 min 0 s",
    "59.96, 1 min 0 s, 1 min 0 s",
    "157, 2 min 37 s, 2 min 37 s",
    "3599.6, 1 h 0 min, 1 h 0 min",
    "7500, 2 h 5 min, 2 h 5 min",
    "4500000, '1,250 h 0 min', '1,250 h 0 min'"
  })
  void durationsAreForPeople(double seconds, String exact, String rough) {
    assertEquals(exact, TableText.seconds(seconds));
    assertEquals(rough, TableText.roughly(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "999, 999 bytes",
    "1000, 1.0 kB",
    "593961, 594.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "25200000, 25.2 MB",
    "2147483648, 2.1 GB",
    "9223372036854775807, 9223372.0 TB"
  })
  void sizesAreForPeople(long bytes, String text) {
    assertEquals(text, TableText.size(bytes));
  }
}
