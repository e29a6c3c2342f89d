package org.microgptrom.board.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;

/** What a simulated board says before its port; scripts stand in for the program. */
@DisabledOnOs(OS.WINDOWS)
class SimulatedBoardPortTest {
  @TempDir Path folder;

  private SimulatedBoard board(String commands) throws IOException {
    Path program = Files.writeString(folder.resolve("board"), "#!/bin/sh\n" + commands + "\n");
    assertTrue(program.toFile().setExecutable(true));
    return new SimulatedBoard(program, folder, List.of());
  }

  @Test
  void aWarningIsNoPort() throws IOException {
    try (SimulatedBoard board =
        board("echo '%Warning: $readmem file not found'; echo /dev/pts/77 $$; exec sleep 60")) {
      assertEquals("/dev/pts/77", board.port());
    }
  }

  @Test
  void aBoardThatStopsHasNone() throws IOException {
    try (SimulatedBoard board = board("echo '%Warning: $readmem file not found'; exit 1")) {
      InputException e = assertThrows(InputException.class, board::port);
      assertTrue(e.getMessage().contains("has stopped: %Warning: $readmem"), e.getMessage());
    }
  }
}
