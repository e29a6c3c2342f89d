package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
    cases.put("fit --device ice40-u", "ice40-up5k");
    cases.put("fit --device xc7a10", "xc7a100t");
    cases.put("run --fpga ecp5-8", "ecp5-85f");
    cases.put("sweep --fpga ecp5-2", "ecp5-25f");
    cases.put("pack --primitive ramb3", "ramb36");
    cases.put("pack --format lattice-a", "lattice-addrhex");
    cases.put("convert --to ihex-", "ihex-quartus");
    cases.put("synth --device ice40-h", "ice40-hx8k");
    cases.put("explain --site log", "logits");
    cases.put("train --corpus mak", "makemore-names");
    cases.put("datasets show lan", "languages");
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
    assertEquals(21, cases.size());
  }

  /** The script keeps the values of a command's options by their labels. */
  @Test
  void optionsWithOneLabelTakeTheSameNames() {
    List<CommandLine> commands = new ArrayList<>();
    collect(AllCommands.commandLine(), commands);
    int compared = 0;
    for (CommandLine command : commands) {
      Map<String, List<String>> byLabel = new TreeMap<>();
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (option.completionCandidates() != null) {
          List<String> names = new ArrayList<>();
          option.completionCandidates().forEach(names::add);
          List<String> before = byLabel.putIfAbsent(option.paramLabel(), names);
          String place = command.getCommandSpec().qualifiedName() + " " + option.longestName();
          assertEquals(before == null ? names : before, names, place);
          assertFalse(names.isEmpty(), place);
          compared++;
        }
      }
    }
    assertTrue(compared >= 25, compared + " options");
  }

  /** In a real shell with its line editor, where the tabulator key is pressed. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void zshCompletesValues() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Cli.ok("generate-completion").out());
    Path program =
        Files.writeString(
            folder.resolve("press"),
            String.join(
                "\n",
                "zmodload zsh/zpty",
                "zpty shell zsh -f -i",
                "zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; autoload -U compinit'",
                "zpty -w shell 'compinit -u -d " + folder + "/dump; source " + script + "'",
                "zpty -w shell 'print rea''dy'",
                "zpty -r shell line '*ready*'",
                "zpty -n -w shell \"microgpt-rom fit --device xc7a10\"$'\\t'",
                "zpty -r shell line '*xc7a100t*' && print found",
                "zpty -d shell",
                ""));
    ExternalTool zsh = ExternalTool.named("zsh");
    assertEquals("found", zsh.runOk(folder, "-f", program.toString()).strip());
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
