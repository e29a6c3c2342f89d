package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ChildJvm;

class OutputLockTest {
  @TempDir Path folder;

  /** Takes a lock, says so, and waits to be killed. */
  static final class Owner {
    private Owner() {}

    @SuppressWarnings("try") // the lock is only held
    public static void main(String[] arguments) throws Exception {
      try (OutputLock lock = OutputLock.of(Path.of(arguments[0]))) {
        System.out.println("locked");
        Thread.sleep(60_000);
      }
    }
  }

  @Test
  void anotherProcessIsNamedAndItsDeathFreesThePlace() throws Exception {
    Path target = folder.resolve("checkpoint");
    Process owner =
        new ProcessBuilder(ChildJvm.command(List.of(), Owner.class, target.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = owner.inputReader()) {
      assertEquals("locked", said.readLine());
      InputException e = assertThrows(InputException.class, () -> OutputLock.of(target));
      assertTrue(
          e.getMessage().contains("process " + owner.pid() + " is writing it"), e.getMessage());
      assertThrows(InputException.class, () -> OutputLock.of(target), "and again");
    } finally {
      owner.destroyForcibly().waitFor();
    }
    OutputLock.of(target).close();
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  @SuppressWarnings("try")
  void theOwnProcessIsRefusedToo() {
    Path target = folder.resolve("new").resolve("checkpoint");
    try (OutputLock lock = OutputLock.of(target)) {
      InputException e = assertThrows(InputException.class, () -> OutputLock.of(target));
      assertTrue(e.getMessage().contains("" + ProcessHandle.current().pid()), e.getMessage());
      OutputLock.of(folder.resolve("other")).close();
      assertFalse(Files.exists(target));
    }
    OutputLock.of(target).close();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    InputException e =
        assertThrows(InputException.class, () -> OutputLock.of(file.resolve("checkpoint")));
    assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
  }
}
