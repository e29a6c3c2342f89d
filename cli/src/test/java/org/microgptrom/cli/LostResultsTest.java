package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.testing.ChildJvm;

/** Results that can't be written or computed end with an exit code that says neither 0 nor 1. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class LostResultsTest {
  private static final File FULL = new File("/dev/full");

  @TempDir Path folder;

  @Test
  void aFullDiskIsNoSuccess() throws Exception {
    List<List<Object>> commands =
        List.of(
            List.of("doctor"),
            List.of("doctor", "--json", "-"),
            List.of("generate-completion"),
            List.of("--version"),
            List.of("--help"),
            List.of("datasets", "list"));
    int cases = 0;
    for (List<Object> command : commands) {
      assertEquals(ExitCode.BAD_INPUT, run(List.of(), command, FULL), command::toString);
      assertTrue(errors().startsWith("standard output: cannot be written: "), errors());
      assertEquals(ExitCode.OK, run(List.of(), command, folder.resolve("out").toFile()));
      cases++;
    }
    assertEquals(6, cases);
    assertEquals(
        ExitCode.BAD_INPUT,
        run(List.of(), List.of("doctor", "--json", FULL), folder.resolve("out").toFile()));
  }

  @Test
  void tooSmallAHeapIsNoDifference() throws Exception {
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(50));
    Path checkpoint = folder.resolve("checkpoint");
    List<String> vector = List.of("-Xmx32m", "--add-modules", "jdk.incubator.vector");
    List<Object> train = List.of("train", "--data", data, "--steps", 1, "-o", checkpoint);
    int cases = 0;
    for (String engine : List.of("vector", "djl")) {
      List<Object> command = new ArrayList<>(train);
      command.addAll(List.of("--engine", engine, "--embd", 512, "--context", 16));
      int exitCode = run(vector, command, folder.resolve("out").toFile());
      assertEquals(ExitCode.INTERNAL_FAULT, exitCode, this::errors);
      assertTrue(errors().contains("out of memory: Java heap space"), errors());
      assertTrue(errors().contains("MICROGPT_ROM_JAVA_OPTS=-Xmx"), errors());
      assertFalse(errors().contains("\tat "), errors());
      assertTrue(Files.notExists(checkpoint));
      cases++;
    }
    assertEquals(2, cases);
  }

  private int run(List<String> options, List<Object> command, File out) throws Exception {
    String[] arguments = command.stream().map(Object::toString).toArray(String[]::new);
    return new ProcessBuilder(ChildJvm.command(options, Main.class, arguments))
        .redirectOutput(out)
        .redirectError(folder.resolve("errors").toFile())
        .start()
        .waitFor();
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"))
          .replaceAll("(?m)^WARNING: Using incubator modules.*\\R", "");
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
