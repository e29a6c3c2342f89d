package org.microgptrom.model.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.io.InputException;

/** What comes back of a task. */
class ReplyTest {
  @Test
  void answersComeBack() throws IOException {
    for (byte[] task : new byte[][] {{}, {0}, {1, -1, 127}}) {
      assertArrayEquals(task, Reply.answer("cluster", Reply.of(sent -> sent, task)));
    }
  }

  @Test
  void faultsOfTheInputNameTheCluster() throws IOException {
    Worker wrong =
        task -> {
          throw new InputException("yosys", "is not on the PATH", "install it");
        };
    byte[] reply = Reply.of(wrong, new byte[] {1});
    InputException fault =
        assertThrows(InputException.class, () -> Reply.answer("--spark local[2]", reply));
    assertEquals("--spark local[2]: yosys: is not on the PATH\n  install it", fault.getMessage());
  }

  /** Another process may have more room or a tool that this one lacks. */
  @Test
  void otherFaultsAreThoseOfTheProcess() {
    Worker full =
        task -> {
          throw new IOException("no space left");
        };
    assertThrows(IOException.class, () -> Reply.of(full, new byte[0]));
  }
}
