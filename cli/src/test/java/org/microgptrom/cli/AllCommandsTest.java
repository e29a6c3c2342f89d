package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A parser of one command against the parser of all of them. */
class AllCommandsTest {
  @Test
  void aCommandAloneIsDescribedAsAmongAll() {
    Map<String, CommandLine> all = AllCommands.commandLine().getSubcommands();
    int compared = 0;
    for (String name : all.keySet()) {
      CommandLine program = AllCommands.neededBy(name, "--help");
      if (!name.equals("help") && !name.equals("generate-completion")) {
        assertEquals(Set.of(name), program.getSubcommands().keySet());
      }
      CommandLine alone = program.getSubcommands().get(name);
      assertEquals(all.get(name).getUsageMessage(), alone.getUsageMessage());
      compared++;
    }
    assertEquals(29, compared);
  }

  @Test
  void whatNamesNoCommandOrMayNeedAnyGetsAll() {
    Set<String> all = AllCommands.commandLine().getSubcommands().keySet();
    for (String[] arguments :
        new String[][] {
          {}, {"--help"}, {"verfy"}, {"help"}, {"run", "--config", "x"}, {"run", "--config=x"}
        }) {
      assertEquals(all, AllCommands.neededBy(arguments).getSubcommands().keySet());
    }
  }
}
