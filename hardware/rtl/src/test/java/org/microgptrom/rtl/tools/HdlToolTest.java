package org.microgptrom.rtl.tools;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;

@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class HdlToolTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final HdlTool shell = HdlTool.require("sh", "dash");

  @Test
  void runsInTheFolderAndTakesBothStreams() throws IOException {
    HdlTool.Result result = sh(MINUTE, "pwd; echo error >&2; exit 3");
    assertEquals(folder.toRealPath() + "\nerror\n", result.output());
    assertEquals(3, result.exitCode());
    assertFalse(result.succeeded());
  }

  @Test
  void missingToolsAreInputErrorsWithAdvice() {
    assertEquals(Optional.empty(), HdlTool.find("no-such-simulator"));
    InputException e =
        assertThrows(InputException.class, () -> HdlTool.require("no-such-simulator", "packet"));
    assertTrue(e.getMessage().contains("apt-get install packet"), e.getMessage());
  }

  @Test
  void versionIsTheFirstLine() {
    HdlTool.find("iverilog")
        .ifPresent(tool -> assertTrue(tool.version().startsWith("Icarus Verilog"), tool.version()));
    HdlTool.find("yosys")
        .ifPresent(tool -> assertTrue(tool.version().startsWith("Yosys"), tool.version()));
    HdlTool.find("verilator")
        .ifPresent(tool -> assertTrue(tool.version().startsWith("Verilator"), tool.version()));
  }

  @Test
  void endlessOutputIsCutAndEndlessRunsAreKilled() {
    long start = System.nanoTime();
    assertThrows(
        InputException.class, () -> sh(Duration.ofMillis(500), "yes | cat; while :; do :; done"));
    assertTrue(System.nanoTime() - start < 30_000_000_000L);
  }

  @Test
  void longOutputKeepsItsStart() throws IOException {
    HdlTool.Result result = sh(MINUTE, "echo first; yes | head -c 9000000");
    assertTrue(result.output().startsWith("first\ny\n"));
    assertEquals(8 << 20, result.output().length());
  }

  @Test
  void linesAreToldAsTheyCome() throws Exception {
    Path go = folder.resolve("go");
    List<String> lines = new CopyOnWriteArrayList<>();
    HdlTool.Result result =
        shell.run(
            folder,
            MINUTE,
            List.of(
                "-c", "echo first; until [ -e go ]; do sleep 0.01; done; printf 'second\\nend'"),
            line -> {
              lines.add(line);
              if (line.equals("first")) { // it waits for this
                assertTrue(assertDoesNotThrow(() -> go.toFile().createNewFile()));
              }
            });
    assertTrue(result.succeeded());
    assertEquals(List.of("first", "second"), lines);
  }

  @Test
  void failedAssertionsAreKnown() {
    List<String> assertions =
        List.of(
            "ERROR: Assert `st.sigO.extract(0, 8).is_fully_const()' failed in passes/pmgen/a.cc:28.",
            "yosys: kernel/rtlil.h:2: void f(): Assertion `x >= 0' failed.",
            "terminating with uncaught exception: Assertion failure: cell != nullptr (a.cc:5)");
    for (String line : assertions) {
      HdlTool.Result result = new HdlTool.Result(134, "Some words\n" + line + "\nmore\n");
      assertEquals(Optional.of(line), result.assertion());
    }
    assertEquals(
        Optional.empty(), new HdlTool.Result(0, "Assert `x' failed in y").assertion(), "success");
    assertEquals(
        Optional.empty(),
        new HdlTool.Result(1, "ERROR: syntax error, insertion failed").assertion());
  }

  @Test
  void interruptKillsTheProgram() throws Exception {
    Path mark = folder.resolve("mark");
    Thread thread =
        new Thread(
            () ->
                assertThrows(
                    InterruptedIOException.class, () -> sh(MINUTE, "sleep 2; touch " + mark)));
    thread.start();
    Thread.sleep(300);
    thread.interrupt();
    thread.join(1_500);
    assertFalse(thread.isAlive());
    Thread.sleep(2_500);
    assertFalse(mark.toFile().exists());
  }

  private HdlTool.Result sh(Duration timeout, String script) throws IOException {
    return shell.run(folder, timeout, List.of("-c", script));
  }
}
