package org.microgptrom.cli.option;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completes help texts. The notes and examples at the end of each get a heading, without which
 * picocli leaves them out of manual pages; every numeric option tells its {@link Range}.
 */
public final class HelpTexts implements IModelTransformer {
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
    for (OptionSpec option : List.copyOf(command.options())) {
      NumberRange.of(option).ifPresent(range -> tell(command, option, range));
    }
    command.subcommands().values().forEach(sub -> transform(sub.getCommandSpec()));
    return command;
  }

  private static void tell(CommandSpec command, OptionSpec option, NumberRange range) {
    String[] lines = option.description().clone();
    lines[lines.length - 1] += " " + range.sentence();
    command.remove(option);
    command.addOption(option.toBuilder().description(lines).build());
  }
}
