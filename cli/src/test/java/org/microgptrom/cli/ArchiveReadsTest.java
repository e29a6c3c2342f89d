package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many bytes a command reads of an archive, as Java's flight recorder counts them. To open one
 * takes the bytes at its start, which tell the kind, those up to the manifest, and then all.
 */
class ArchiveReadsTest {
  /** What is read in advance of the kind and of the manifest. */
  private static final long START = 1 << 16;

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path quantized;
  private static Path archive;

  @BeforeAll
  static void pack() {
    Path checkpoint = shared.resolve("checkpoint");
    quantized = shared.resolve("quantized");
    archive = shared.resolve("bundle.tar.gz");
    Cli.train(checkpoint, 2, "--hidden", 1024);
    Cli.ok("quantize", checkpoint, "-o", quantized, "--evaluation", 5);
    Cli.ok("pack", quantized, "-o", archive, "--vector-tokens", 20);
  }

  /** The bytes that a command reads of a file or of all below a folder. */
  private long read(Path place, Object... command) throws IOException {
    Path events = folder.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileRead").withoutThreshold();
      recording.start();
      Cli.ok(command);
      recording.stop();
      recording.dump(events);
    }
    return RecordingFile.readAllEvents(events).stream()
        .filter(
            event ->
                event.getString("path") != null
                    && Path.of(event.getString("path")).startsWith(place))
        .mapToLong(event -> Math.max(0, event.getLong("bytesRead")))
        .sum();
  }

  @Test
  void eachCommandOpensAnArchiveOnce() throws IOException {
    Path page = folder.resolve("report.html");
    List<List<Object>> commands =
        List.of(
            List.of("inspect", archive),
            List.of("explain", archive, "--text", "emma"),
            List.of("evaluate", archive),
            List.of("sample", archive),
            List.of("fit", archive),
            List.of("diff", archive, quantized),
            List.of("verify", archive),
            List.of("verify", archive, "--tokens", 500),
            List.of("verify", archive, "--materials", quantized),
            List.of("report", archive, "-o", page));
    long size = Files.size(archive);
    assertTrue(size > 4 * START, "too small to tell: " + size);
    int counted = 0;
    for (List<Object> command : commands) {
      long read = read(archive, command.toArray());
      assertTrue(
          size <= read && read <= size + 2 * START, () -> command + ": " + read + " of " + size);
      counted++;
    }
    assertEquals(10, counted);
    long both = read(archive, "diff", archive, archive);
    assertTrue(2 * size <= both && both <= 2 * (size + 2 * START), () -> both + " of " + size);
  }

  /** The report draws what the verification has read. */
  @Test
  void reportReadsTheImagesAsVerifyDoes() throws IOException {
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", quantized, "-o", bundle, "--vector-tokens", 20);
    Path images = bundle.toRealPath().resolve("rom");
    long verified = read(images, "verify", bundle);
    assertTrue(verified > 100_000, () -> verified + " bytes");
    assertEquals(verified, read(images, "report", bundle, "-o", folder.resolve("report.html")));
  }
}
