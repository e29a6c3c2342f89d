package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.microgptrom.model.io.WriterProcess.FORMAT;
import static org.microgptrom.model.io.WriterProcess.MARKER;
import static org.microgptrom.model.io.WriterProcess.names;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** Output of processes that end before they are done, or that share a target. */
@Tag("slow")
class KilledWriterTest {
  private static final String MANY = "1000000";

  @TempDir private Path folder;
  private Path target;

  @BeforeEach
  void setTarget() {
    target = folder.resolve("out");
  }

  @Test
  void killedAtAnyMomentTheTargetIsWholeAndTheNextWriterCleansUp() throws Exception {
    Random random = new Random(1);
    int partials = 0;
    int kills = 0;
    for (; kills < 24; kills++) {
      Process process = WriterProcess.start("folders", target.toString(), MANY);
      WriterProcess.awaitReady(process);
      Thread.sleep(random.nextInt(40));
      process.destroyForcibly().waitFor();
      partials += names(folder).stream().anyMatch(name -> name.contains(".partial-")) ? 1 : 0;

      AtomicOutput.recover(target);
      WriterProcess.requireComplete(target);
      AtomicOutput.folder(target, MARKER, FORMAT, partial -> WriterProcess.write(partial, 99));
      assertEquals(List.of("out"), names(folder));
    }
    assertEquals(24, kills);
    assertTrue(partials > 0, "no kill left a partial folder: they came at the wrong moments");
  }

  @Test
  void interruptedItRemovesThePartialFolderAndKeepsTheEarlierOne() throws Exception {
    AtomicOutput.folder(target, MARKER, FORMAT, partial -> WriterProcess.write(partial, 99));
    for (int i = 0; i < 6; i++) {
      terminate(WriterProcess.start("endless", target.toString()), 10 * i);
      WriterProcess.requireComplete(target);
      assertEquals(99, Files.readAllBytes(target.resolve("part0/file0"))[0]);
      assertEquals(List.of("out"), names(folder));
    }
  }

  @Test
  void interruptedItNeverMovesAHalfRemovedFolderIntoPlace() throws Exception {
    for (int i = 0; i < 10; i++) {
      terminate(WriterProcess.start("folders", target.toString(), MANY), 3 * i);
      WriterProcess.requireComplete(target);
      assertEquals(List.of("out"), names(folder));
    }
  }

  /** SIGTERM takes the way of SIGINT, which a shell may have told its children to ignore. */
  private static void terminate(Process process, int afterMillis) throws Exception {
    WriterProcess.awaitReady(process);
    Thread.sleep(afterMillis);
    process.toHandle().destroy(); // which leaves its output open
    assertEquals("", String.join("\n", process.inputReader().lines().toList()));
    assertEquals(128 + 15, process.waitFor());
  }

  @Test
  void processesThatWriteTheSameTargetNeverMix() throws Exception {
    List<Process> processes =
        List.of(
            WriterProcess.start("folders", target.toString(), "300"),
            WriterProcess.start("folders", target.toString(), "300"));
    for (Process process : processes) {
      WriterProcess.awaitReady(process);
      assertEquals("", String.join("\n", process.inputReader().lines().toList()));
      assertEquals(0, process.waitFor());
    }
    WriterProcess.requireComplete(target);
    assertEquals(List.of("out"), names(folder));
  }

  @Test
  void aFullPlaceIsReportedAndTheEarlierFileStays() throws IOException, InterruptedException {
    Files.writeString(target, "earlier");
    byte[] earlier = Files.readAllBytes(target);
    String java = String.join(" ", WriterProcess.command("large", target.toString(), "1000000"));
    ExternalTool.Result result =
        ExternalTool.named("sh").run(folder, "-c", "ulimit -f 8; exec " + java);
    assertEquals(2, result.exitCode(), result.output());
    assertTrue(
        result.output().startsWith(target + ": cannot be written: File too large\n"),
        result.output());
    assertArrayEquals(earlier, Files.readAllBytes(target));
    assertEquals(List.of("out"), names(folder));
  }
}
