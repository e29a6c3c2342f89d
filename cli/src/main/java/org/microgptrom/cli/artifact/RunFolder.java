package org.microgptrom.cli.artifact;

import java.nio.file.Files;
import java.nio.file.Path;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.rom.Manifest;

/** The folder that {@code run} writes, in which other commands find their input. */
public record RunFolder(Path path) {
  public Path checkpoint() {
    return path.resolve("checkpoint");
  }

  public Path quantized() {
    return path.resolve("quantized");
  }

  public Path bundle() {
    return path.resolve("bundle");
  }

  /**
   * Requires that no folder with other content is in the place of an artifact.
   *
   * @throws org.microgptrom.model.io.InputException if one is
   */
  public void requireReplaceable() {
    AtomicOutput.requireReplaceable(checkpoint(), CheckpointCodec.CONFIG, CheckpointCodec.FORMAT);
    AtomicOutput.requireReplaceable(quantized(), CheckpointCodec.CONFIG, QuantizedCodec.FORMAT);
    AtomicOutput.requireReplaceable(bundle(), Manifest.FILE, Manifest.FORMAT);
  }

  /** The bundle of a folder that {@code run} wrote; any other path is returned as it is. */
  public static Path bundleIn(Path path) {
    return inside(path, new RunFolder(path).bundle(), Manifest.FILE);
  }

  /** The checkpoint of a folder that {@code run} wrote; any other path is returned as it is. */
  public static Path checkpointIn(Path path) {
    return inside(path, new RunFolder(path).checkpoint(), CheckpointCodec.CONFIG);
  }

  private static Path inside(Path path, Path stage, String header) {
    AtomicOutput.recover(path);
    if (!Files.isDirectory(path)
        || Files.exists(path.resolve(Manifest.FILE))
        || Files.exists(path.resolve(CheckpointCodec.CONFIG))) {
      return path;
    }
    AtomicOutput.recover(stage);
    return Files.exists(stage.resolve(header)) ? stage : path;
  }
}
