package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.quantize.QuantizedFolder;

/** A model of a million parameters, each stage in a small heap; {@code bench/large} has more. */
@Tag("slow")
class LargeModelTest {
  @TempDir Path folder;

  /** Its weights take 4 MB as floats and 2 MB as words; as boxed numbers they would not fit. */
  @Test
  void aMillionParametersInASmallHeap() throws Exception {
    Path data =
        Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\nlima\n".repeat(75));
    Cli.train(
        folder.resolve("checkpoint"),
        1,
        "--data",
        data,
        "--layers",
        5,
        "--embd",
        128,
        "--batch",
        4);
    run("quantize", "checkpoint", "--data", "data.txt", "-o", "quantized");
    run("pack", "quantized", "--format", "readmemh,raw-le", "--vector-tokens", "32", "-o", "b");
    run("verify", "b", "--json", "report.json");

    Manifest manifest = Json.read(folder.resolve("b/manifest.json"), Manifest.class);
    assertTrue(manifest.parameters() > 950_000, () -> "only " + manifest.parameters());
    QuantizationReport report = QuantizedFolder.readReport(folder.resolve("quantized"));
    assertEquals("all of the split", report.calibration().choice());
    assertEquals(270, report.calibration().documents());
    assertEquals(30, report.evaluation().documents());
    String verdict = Files.readString(folder.resolve("report.json"));
    assertTrue(verdict.contains("\"verdict\": \"passed\""), verdict);
  }

  private void run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(ChildJvm.command(List.of("-Xmx40m"), Main.class, arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exitCode = process.waitFor();
    String text = Files.readString(output);
    assertEquals(0, exitCode, () -> String.join(" ", arguments) + "\n" + text);
  }
}
