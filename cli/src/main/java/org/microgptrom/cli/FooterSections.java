package org.microgptrom.cli;

import java.util.Arrays;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Gives the last part of every help text, notes and examples, the heading without which picocli
 * leaves it out of manual pages.
 */
final class FooterSections implements IModelTransformer {
  private static final String EXAMPLES = "Examples:";

  @Override
  public CommandSpec transform(CommandSpec command) {
    String[] footer =
        Arrays.stream(command.usageMessage().footer())
            .dropWhile(String::isEmpty)
            .toArray(String[]::new);
    if (footer.length > 0 && command.usageMessage().footerHeading().isEmpty()) {
      boolean examplesOnly = footer[0].equals(EXAMPLES);
      command.usageMessage().footerHeading(examplesOnly ? "%n" + EXAMPLES + "%n" : "%nNotes:%n");
      command
          .usageMessage()
          .footer(examplesOnly ? Arrays.copyOfRange(footer, 1, footer.length) : footer);
    }
    command.subcommands().values().forEach(sub -> transform(sub.getCommandSpec()));
    return command;
  }
}
