package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;

/**
 * Commands in processes of their own that are sent Ctrl-C (SIGINT), and must then end with exit
 * code 130, nothing of theirs left behind.
 */
final class InterruptedCommands {
  private static final int INTERRUPTED = 130;
  private static final Random MOMENTS = new Random(5);

  /** What a shell starts in the background ignores the signal, and so do its children. */
  private static final List<String> HEARING =
      List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");

  /** Whether a command has come far enough. */
  @FunctionalInterface
  interface Moment {
    boolean isThere(Process process) throws IOException;
  }

  private final Path home;
  private final Path folder;

  /**
   * Commands whose messages and temporary files lie in one folder, and whose outputs are expected
   * in the other.
   */
  InterruptedCommands(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Interrupts a command that tells so in a line that starts with "interrupted". */
  String interrupt(List<Object> command, Moment moment) throws Exception {
    return interrupt(command, moment, "interrupted");
  }

  /** Interrupts a command that tells so in a line that starts with these words. */
  String interrupt(List<Object> command, Moment moment, String told) throws Exception {
    return interrupt(List.of(), command, moment, told);
  }

  /** The same, with options of the Java machine. */
  String interrupt(List<String> options, List<Object> command, Moment moment, String told)
      throws Exception {
    String errors = interrupt(builder(options, command), moment);
    assertTrue(errors.lines().anyMatch(line -> (line + "\n").startsWith(told)), errors);
    return errors;
  }

  /** Sends the signal a little after the moment has come; returns what was told. */
  String interrupt(ProcessBuilder builder, Moment moment) throws Exception {
    Process process = redirected(builder).start();
    while (process.isAlive() && !moment.isThere(process)) {
      Thread.sleep(10);
    }
    Thread.sleep(MOMENTS.nextInt(400));
    List<ProcessHandle> children = process.descendants().toList();
    ExternalTool.named("kill").runOk(folder, "-INT", Long.toString(process.pid()));
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertTrue(ended, () -> "goes on: " + builder.command());
    String errors = errors();
    assertEquals(INTERRUPTED, process.exitValue(), () -> builder.command() + "\n" + errors);
    assertFalse(errors.contains("\tat "), errors);
    assertFalse(errors.contains("internal fault"), errors);
    assertFalse(errors.contains("cannot be"), errors);
    assertFalse(errors.contains("was not started"), errors);
    String last = errors.lines().reduce((a, b) -> b).orElse("");
    assertTrue(last.startsWith("interrupted"), errors);
    for (ProcessHandle child : children) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), temporary(), "temporary folders");
    assertFalse(hidden(""), "hidden files");
    return errors;
  }

  /** Starts a command that hears the signal. */
  Process start(List<Object> command) throws IOException {
    return redirected(builder(List.of(), command)).start();
  }

  /** A command, with options of the Java machine; neither redirected nor started. */
  ProcessBuilder builder(List<String> options, List<Object> command) {
    List<String> all = new ArrayList<>(options);
    all.add("-Djava.io.tmpdir=" + home.resolve("temporary"));
    if (command.contains("vector")) {
      all.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    String[] arguments = command.stream().map(Object::toString).toArray(String[]::new);
    ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(all, Main.class, arguments));
    builder.environment().put("MICROGPT_ROM_CACHE", folder.resolve("cache").toString());
    return builder;
  }

  private ProcessBuilder redirected(ProcessBuilder builder) throws IOException {
    Files.createDirectories(home.resolve("temporary"));
    List<String> command = new ArrayList<>(HEARING);
    command.addAll(builder.command());
    return builder
        .command(command)
        .redirectError(home.resolve("errors").toFile())
        .redirectOutput(home.resolve("output").toFile());
  }

  /** What the latest command has told so far. */
  String errors() {
    try {
      return Files.readString(home.resolve("errors"));
    } catch (IOException e) {
      return "";
    }
  }

  /** What lies in the folder for temporary files of ours. */
  List<String> temporary() throws IOException {
    return files(home.resolve("temporary")).stream()
        .filter(name -> name.startsWith("microgpt-rom"))
        .toList();
  }

  /** Whether an unfinished output of this name is there, or any. */
  boolean hidden(String name) throws IOException {
    return files(folder).stream().anyMatch(file -> file.startsWith("." + name));
  }

  /** The names in a folder, sorted; none if it is not there. */
  static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return List.copyOf(
          new TreeSet<>(entries.map(entry -> entry.getFileName().toString()).toList()));
    }
  }
}
