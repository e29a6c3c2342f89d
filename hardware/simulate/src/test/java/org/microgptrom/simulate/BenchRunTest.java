package org.microgptrom.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.result.ResultReader;
import org.microgptrom.simulate.stimulus.Sequence;

class BenchRunTest {
  @TempDir Path folder;

  /** Removes the file as soon as it is read, so that nobody can open it again. */
  private static final class Remover implements ResultReader {
    private final Path file;
    private final List<String> lines = new ArrayList<>();
    private int ends;

    Remover(Path file) {
      this.file = file;
    }

    @Override
    public void take(String line) {
      lines.add(line);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void end() {
      ends++;
    }
  }

  @Test
  void theResultIsReadOnceForAllStreamsAndItsDigest() throws IOException {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      events.add(i % 3 + " P " + i);
    }
    String text = String.join("\n", events) + "\n";
    Path result = folder.resolve("result.txt");
    BenchRun run =
        new BenchRun(
            arguments -> {
              Files.writeString(result, text);
              return new HdlTool.Result(0, "");
            },
            folder,
            "stimulus.txt",
            "result.txt");
    List<Remover> streams = List.of(new Remover(result), new Remover(result), new Remover(result));
    BenchRun.Outcome outcome =
        run.simulate(List.of(Sequence.forced(List.of(1))), streams, List.of());
    assertFalse(Files.exists(result));
    for (Remover stream : streams) {
      assertEquals(events, stream.lines);
      assertEquals(1, stream.ends);
    }
    assertEquals(Optional.empty(), outcome.fault());
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(Digests.sha256(bytes), outcome.sha256());
  }

  /** What a simulator has written when it is killed says nothing about the circuit. */
  @ParameterizedTest
  @ValueSource(ints = {137, 143})
  void aKilledSimulatorIsNoDifference(int exitCode) {
    BenchRun run =
        new BenchRun(
            arguments -> {
              Files.writeString(folder.resolve("result.txt"), "P 0\n");
              return new HdlTool.Result(exitCode, "");
            },
            folder,
            "stimulus.txt",
            "result.txt");
    InputException e =
        assertThrows(
            InputException.class,
            () -> run.simulate(List.of(Sequence.forced(List.of(1))), List.of(), List.of()));
    assertTrue(e.getMessage().contains("was killed (exit code " + exitCode + ")"), e::toString);
  }
}
