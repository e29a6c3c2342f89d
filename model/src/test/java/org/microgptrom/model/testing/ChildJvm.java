package org.microgptrom.model.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines that run a main class of the tests in a Java machine of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /** This Java, with the class path of the running test. */
  public static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs it in a process for which file permissions count, even when the tests run as root.
   *
   * @return exit code, standard output and error
   */
  public static ExternalTool.Result runWithoutPrivileges(
      Path folder, Class<?> main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    } else {
      command.add("env");
    }
    command.addAll(command(List.of(), main, arguments));
    return ExternalTool.named(command.get(0))
        .run(folder, command.subList(1, command.size()).toArray(String[]::new));
  }
}
