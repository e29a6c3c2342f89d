package org.microgptrom.cli.option;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Makes sure that no output of a command takes the place of one of its inputs or other outputs. */
public final class OutputPaths {
  /** A command that writes files beside those that its options name. */
  public interface Derived {
    /** The files and folders that are written or replaced. */
    List<Output> derivedOutputs();

    /**
     * Requires that none of them takes the place of a file that is read, or of a folder with it.
     *
     * @param use of the files, as the user named it
     */
    default void requireUnread(String use, List<Path> files) {
      for (Output output : derivedOutputs()) {
        for (Path file : files) {
          Named written = output.named();
          Named read = new Named(use, file, false);
          OutputPaths.requireDistinct(written, read, "read as ");
          requireOutside(written, read);
        }
      }
    }
  }

  /**
   * What a command writes or replaces.
   *
   * @param name in errors
   * @param isFolder whether it is a folder, and not a file
   */
  public record Output(String name, Path path, boolean isFolder) {
    private Named named() {
      return new Named(name, path, true);
    }

    /** Requires that a file or folder of this kind can stand there. */
    private void requirePlace() {
      requireFolders(path);
      if (isFolder) {
        requireFolder(path);
      } else {
        requireNoFolder(path);
      }
    }
  }

  /** A path of the command line, its real place, and whether an earlier folder there is lost. */
  private record Named(String name, Path path, Path real, boolean replacesFolder) {
    Named(String name, Path path, boolean replacesFolder) {
      this(name, path, OutputPaths.real(path), replacesFolder);
    }
  }

  private OutputPaths() {}

  /**
   * Requires that all outputs of a parsed command are places of their own.
   *
   * @throws InputException if one is an input, another output, in a bundle, a folder that holds an
   *     input and is replaced, a folder where a file is written, or the other way round
   */
  public static void requireDistinct(CommandSpec command) {
    List<Named> outputs = new ArrayList<>();
    List<Named> inputs = new ArrayList<>();
    for (ArgSpec argument : command.args()) {
      Written written =
          argument.userObject() instanceof AnnotatedElement field
              ? field.getAnnotation(Written.class)
              : null;
      for (Path path : paths(argument.getValue())) {
        if (written != null && written.file()) {
          requireFolders(path);
          requireNoFolder(path);
        }
        (written == null ? inputs : outputs)
            .add(new Named(name(argument), path, written != null && written.replacesFolder()));
      }
    }
    if (command.userObject() instanceof Derived deriving) {
      deriving.derivedOutputs().forEach(Output::requirePlace);
      deriving.derivedOutputs().forEach(output -> outputs.add(output.named()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      Named output = outputs.get(i);
      outputs.subList(0, i).forEach(other -> requireDistinct(output, other, "written by "));
      inputs.forEach(input -> requireDistinct(output, input, "read as "));
      inputs.forEach(input -> requireOutside(output, input));
      requireOutsideOfBundles(output);
    }
  }

  private static void requireDistinct(Named output, Named other, String use) {
    if (output.real.equals(other.real)) {
      throw new InputException(
          output.name + " " + output.path,
          "is the place that is " + use + other.name,
          "name another output; nothing was written");
    }
  }

  /** Requires that what is there of the folders above a path is folders. */
  private static void requireFolders(Path path) {
    for (Path folder = path.toAbsolutePath().getParent();
        folder != null;
        folder = folder.getParent()) {
      requireFolder(folder);
    }
  }

  private static void requireFolder(Path path) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new InputException(
          path, "is a file, a folder is to be written", "name another output; nothing was written");
    }
  }

  private static void requireNoFolder(Path path) {
    if (Files.isDirectory(path)) {
      throw new InputException(
          path, "is a folder, a file is to be written", "name another output; nothing was written");
    }
  }

  private static void requireOutside(Named output, Named input) {
    if (output.replacesFolder && input.real.startsWith(output.real)) {
      throw new InputException(
          output.name + " " + output.path,
          "would be replaced as a folder, with " + input.path + " in it, read as " + input.name,
          "name another output; nothing was written");
    }
  }

  /** A file more would make a bundle one that no command takes. */
  private static void requireOutsideOfBundles(Named output) {
    for (Path folder = output.real.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(Manifest.FILE))
          && Files.exists(folder.resolve(Manifest.SUMS_FILE))) {
        throw new InputException(
            output.name + " " + output.path,
            "is in the bundle " + folder + ", which holds nothing but what 'pack' wrote",
            "name another output; nothing was written");
      }
    }
  }

  private static List<Path> paths(Object value) {
    Collection<?> values =
        value instanceof Collection<?> many ? many : value == null ? List.of() : List.of(value);
    return values.stream()
        .filter(Path.class::isInstance)
        .map(Path.class::cast)
        .filter(path -> !path.toString().isEmpty() && !JsonOptions.STANDARD_OUTPUT.equals(path))
        .toList();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** The path without links, as far as it exists. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
    }
  }
}
