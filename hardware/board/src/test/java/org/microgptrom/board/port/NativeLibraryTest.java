package org.microgptrom.board.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ChildJvm;

/** Where the library of native code goes, and when. */
class NativeLibraryTest {
  @TempDir Path folder;

  /** Opens what is named, if anything is. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) throws Exception {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      if (arguments.length > 0) {
        SerialLine.list();
      } else {
        try {
          Ports.open("tcp://localhost:1", 9600).close();
        } catch (RuntimeException e) {
          // Nobody is there.
        }
      }
      System.out.println(libraries(temporary) + " " + System.getProperty("java.io.tmpdir"));
    }
  }

  private static long libraries(Path below) throws IOException {
    try (Stream<Path> tree = Files.walk(below)) {
      return tree.filter(path -> path.getFileName().toString().contains("jSerialComm.")).count();
    }
  }

  @Test
  void isUnpackedForSerialPortsOnlyAndLeavesNothing() throws Exception {
    assertEquals("0 " + folder, run());
    assertEquals("1 " + folder, run("list"));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
    assertTrue(Files.notExists(folder.resolve(".jSerialComm")));
  }

  private String run(String... arguments) throws Exception {
    List<String> command =
        ChildJvm.command(
            List.of("-Djava.io.tmpdir=" + folder, "-Duser.home=" + folder),
            Opener.class,
            arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
