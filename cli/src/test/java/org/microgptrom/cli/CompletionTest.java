package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** What is made of the commands for shells and manuals. */
class CompletionTest {
  @TempDir Path folder;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void bashCompletesCommandsOptionsAndValues() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Cli.ok("generate-completion").out());
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put("tra", "train");
    cases.put("verify mer", "merge");
    cases.put("datasets li", "list");
    cases.put("train --eng", "--engine");
    cases.put("train --engine vec", "vector");
    cases.put("train --engine d", "djl");
    cases.put("run --recipe mic", "microgpt");
    cases.put("train --device g", "gpu");
    cases.put("verify --rtl ver", "verilator");
    cases.put("export --format n", "npz");
    ExternalTool bash = ExternalTool.named("bash");
    for (Map.Entry<String, String> each : cases.entrySet()) {
      String words = "microgpt-rom " + each.getKey();
      String completed =
          bash.runOk(
              folder,
              "-c",
              "source "
                  + script
                  + "; COMP_WORDS=("
                  + words
                  + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE='"
                  + words
                  + "'; COMP_POINT=${#COMP_LINE};"
                  + " _complete_microgpt-rom 2> /dev/null; echo \"${COMPREPLY[*]}\"");
      assertEquals(each.getValue(), completed.strip(), words);
    }
    assertEquals(10, cases.size());
  }

  /** The texts that the Maven profile {@code man} makes manual pages of. */
  @Test
  void everyCommandHasAManualPageWithItsOptions() throws IOException {
    CommandSpec main = AllCommands.commandLine().getCommandSpec();
    assertEquals(
        0, ManPageGenerator.generateManPage(folder.toFile(), null, new boolean[0], false, main));
    List<CommandLine> commands = new ArrayList<>();
    collect(main.commandLine(), commands);
    Set<String> expected = new TreeSet<>();
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName("-") + ".adoc";
      expected.add(name);
      String page = Files.readString(folder.resolve(name));
      for (String line : command.getCommandSpec().usageMessage().footer()) {
        assertTrue(page.contains(line.strip()), () -> name + ": " + line);
      }
      command
          .getCommandSpec()
          .options()
          .forEach(option -> assertTrue(page.contains(option.longestName()), name));
    }
    try (Stream<Path> pages = Files.list(folder)) {
      assertEquals(
          expected, new TreeSet<>(pages.map(page -> page.getFileName().toString()).toList()));
    }
    assertTrue(expected.size() > 20, expected::toString);
  }

  private static void collect(CommandLine command, List<CommandLine> found) {
    found.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, found));
  }
}
