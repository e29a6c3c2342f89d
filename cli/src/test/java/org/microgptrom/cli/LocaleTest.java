package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;

/** A locale without UTF-8, whose arguments Java can't decode. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class LocaleTest {
  /** {@code städte}, as a shell writes its bytes in any locale. */
  private static final String CITIES = "\"$(printf 'st\\303\\244dte')\"";

  @TempDir Path folder;

  @Test
  void argumentsThatTheLocaleCannotHoldAreRefused() throws Exception {
    List<String> commands =
        List.of(
            "import model.npz -o " + CITIES,
            "import model.npz --vocabulary " + CITIES + " -o checkpoint",
            "train --steps 1 -o " + CITIES,
            "explain bundle --text=" + CITIES,
            CITIES,
            "inspect out --config " + CITIES);
    for (String command : commands) {
      ExternalTool.Result told = run("C", command);
      assertEquals(ExitCode.BAD_INPUT, told.exitCode(), told::output);
      assertTrue(told.output().contains("no characters in US-ASCII\n"), told::output);
      assertTrue(told.output().contains("export LC_ALL=C.UTF-8"), told::output);
      assertEquals(List.of(), left(), command);
    }
  }

  @Test
  void theCurrentFolderCounts() throws Exception {
    ExternalTool.Result told = run("C", "datasets list", "mkdir " + CITIES + "; cd " + CITIES);
    assertEquals(ExitCode.BAD_INPUT, told.exitCode(), told::output);
    assertTrue(told.output().startsWith("the current folder, '"), told::output);
  }

  @Test
  void namesFromAFileOfOptionsAreRefusedToo() throws Exception {
    Path options = folder.resolve("options");
    Files.writeString(options, "data = st\u00e4dte.txt\n", StandardCharsets.UTF_8);
    ExternalTool.Result told = run("C", "train --config options -o checkpoint");
    assertEquals(ExitCode.BAD_INPUT, told.exitCode(), told::output);
    assertTrue(
        told.output().contains("'--data' (FILE): 'st\u00e4dte.txt': can't be the name"),
        told::output);
    assertTrue(told.output().contains("export LC_ALL=C.UTF-8"), told::output);
    assertEquals(List.of("options"), left());
  }

  @Test
  void inUtf8AllIsWellButWhatIsNoText() throws Exception {
    ExternalTool.Result missing = run("C.UTF-8", "inspect " + CITIES);
    assertTrue(missing.output().startsWith("st\u00e4dte: no such"), missing::output);
    ExternalTool.Result broken = run("C.UTF-8", "inspect \"$(printf 'st\\344dte')\"");
    assertEquals(ExitCode.BAD_INPUT, broken.exitCode());
    assertTrue(broken.output().contains("no characters in UTF-8\n"), broken::output);
    assertFalse(broken.output().contains("LC_ALL"), broken::output);
  }

  private ExternalTool.Result run(String locale, String command) throws Exception {
    return run(locale, command, ":");
  }

  /** Runs a command after one of the shell. */
  private ExternalTool.Result run(String locale, String command, String before) throws Exception {
    String script = "export LC_ALL=" + locale + "; " + before + "; \"$@\" " + command;
    List<String> arguments = new ArrayList<>(List.of("-c", script, "bash"));
    arguments.addAll(ChildJvm.command(List.of(), Main.class));
    return ExternalTool.named("bash").run(folder, arguments.toArray(String[]::new));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
