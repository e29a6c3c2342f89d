package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.testing.ExternalTool;

/**
 * Files that Python's safetensors and NumPy write are read bit for bit, and ours are read by them.
 * {@link FixtureTest} shows the same where there is no Python.
 */
@Tag("slow")
class PythonExchangeTest {
  private static final Path SCRIPT = Path.of("src/test/python/tensor_files.py").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void numpyFilesAreReadBitForBit() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("numpy");
    List<String> kinds =
        List.of(
            "npz-<f4",
            "npz->f4",
            "npz-<f8",
            "npz-<f2",
            "npz->f2",
            "compressed-<f4",
            "compressed->f8",
            "npy-<f4",
            "npy-<f8",
            "npy->f2",
            "json-f4",
            "json-f8",
            "safetensors-bf16");
    assertEquals(13, readBitForBit(python, kinds));
  }

  @Test
  void safetensorsFilesAreReadBitForBit() throws Exception {
    Optional<ExternalTool> python = ExternalTool.pythonIfWith("safetensors", "numpy");
    if (python.isEmpty()) {
      return; // no Debian package has it; the fixtures show the same
    }
    assertEquals(
        3,
        readBitForBit(
            python.get(), List.of("safetensors-<f4", "safetensors-<f8", "safetensors-<f2")));
  }

  private int readBitForBit(ExternalTool python, List<String> kinds) throws Exception {
    int read = 0;
    for (String kind : kinds) {
      String ending = kind.substring(0, kind.indexOf('-')).replace("compressed", "npz");
      Path file = folder.resolve("model" + read + "." + ending);
      String expected =
          python.runOk(folder, SCRIPT.toString(), "write", kind, file.toString(), "" + ++read);
      Checkpoint checkpoint = CheckpointImporter.read(file, CheckpointImporter.Options.NONE);
      assertTrue(expected.lines().count() == 9 && expected.length() > 30_000, kind);
      assertEquals(expected, Printed.of(checkpoint), kind);
    }
    return read;
  }

  @Test
  void numpyAndSafetensorsReadOurs() throws Exception {
    Checkpoint checkpoint = TestFiles.checkpoint(7);
    Path npz = folder.resolve("model.npz");
    CheckpointExporter.write(checkpoint, CheckpointExporter.Format.NPZ, npz);
    ExternalTool numpy = ExternalTool.pythonWith("numpy");
    assertEquals(Printed.of(checkpoint), print(numpy, "npz", npz));
    Path safetensors = folder.resolve("model.safetensors");
    CheckpointExporter.write(checkpoint, CheckpointExporter.Format.SAFETENSORS, safetensors);
    Optional<ExternalTool> reference = ExternalTool.pythonIfWith("safetensors", "numpy");
    if (reference.isPresent()) { // else FixtureTest compares bytes with what it once read
      assertEquals(Printed.of(checkpoint), print(reference.get(), "safetensors", safetensors));
    }
    assertTrue(Files.size(npz) > 4 * 4_192 && Files.size(safetensors) > 4 * 4_192);
  }

  private String print(ExternalTool python, String kind, Path file) throws Exception {
    return python.runOk(folder, SCRIPT.toString(), "print", kind, file.toString());
  }
}
