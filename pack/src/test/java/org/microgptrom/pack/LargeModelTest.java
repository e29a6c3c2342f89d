package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;

@Tag("slow")
class LargeModelTest {
  @TempDir Path folder;

  /** Its weights alone take 58 MiB. */
  @Test
  void thirtyMillionParametersPackWithin128MiB() throws Exception {
    Process process =
        new ProcessBuilder(
                PackTool.command(List.of("-Xmx128m"), "1940", "1", "readmemh,raw-le", "b"))
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());
    Manifest manifest = Json.read(folder.resolve("b/manifest.json"), Manifest.class);
    assertEquals(30_434_720, manifest.parameters());
    assertTrue(manifest.memoryFormats().contains(MemoryFormat.RAW_LE));
    Path weights = folder.resolve("b/rom/raw-le/layer0_attn_wq.bin");
    assertEquals(2L * 1940 * 1940, Files.size(weights));
  }
}
