package org.microgptrom.cli.option;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes options from a file, so that an experiment is one file of {@code name = value} lines in
 * Java's properties syntax and UTF-8. The names are the long options of any command without the
 * dashes.
 */
public final class ExperimentFile implements IDefaultValueProvider {
  /** The option that names the file. */
  static final String OPTION = "--config";

  private final Properties values;

  private ExperimentFile(Properties values) {
    this.values = values;
  }

  /**
   * The file that {@code --config} names in these arguments; without one, nothing is provided.
   *
   * @throws InputException if it can't be read or names an option that no command has
   */
  public static ExperimentFile namedIn(String[] arguments, CommandLine commandLine) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith(OPTION + "=")) {
        return read(Path.of(arguments[i].substring(OPTION.length() + 1)), commandLine);
      }
      if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
        return read(Path.of(arguments[i + 1]), commandLine);
      }
    }
    return new ExperimentFile(new Properties());
  }

  private static ExperimentFile read(Path file, CommandLine commandLine) {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      values.load(reader);
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file", "");
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
    Set<String> known = new TreeSet<>();
    collectOptions(commandLine, known);
    for (String name : values.stringPropertyNames()) {
      if (!known.contains(name)) {
        throw new InputException(
            file, "no command has an option --" + name, NearestName.advice(name, known));
      }
    }
    return new ExperimentFile(values);
  }

  private static void collectOptions(CommandLine commandLine, Set<String> names) {
    commandLine.getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(ExperimentFile::key)
        .filter(name -> !name.equals(OPTION.substring(2)))
        .forEach(names::add);
    commandLine.getSubcommands().values().forEach(sub -> collectOptions(sub, names));
  }

  private static String key(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option ? values.getProperty(key(option)) : null;
  }
}
