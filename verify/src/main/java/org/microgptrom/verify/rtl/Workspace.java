package org.microgptrom.verify.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.verify.bundle.Bundle;
import org.microgptrom.verify.bundle.TemporaryFolder;

/**
 * A temporary folder in which tools find the circuit under the paths of the bundle, and may write.
 */
final class Workspace implements AutoCloseable {
  /** The bench, which is not part of the circuit. */
  static final String BENCH = Circuit.FOLDER + "microgpt_bench.sv";

  private final TemporaryFolder temporary;

  private Workspace(TemporaryFolder temporary) {
    this.temporary = temporary;
  }

  /** The circuit of a bundle. */
  static Workspace of(Bundle bundle) throws IOException {
    if (!bundle.manifest().memoryFormats().contains(MemoryFormat.READMEMH)) {
      throw new InputException(
          "--rtl",
          "the bundle lacks the images in the format readmemh, which the circuit reads",
          "pack it with --format readmemh,...");
    }
    TemporaryFolder temporary = new TemporaryFolder();
    try {
      for (String path : Circuit.paths()) {
        place(bundle.file(path), temporary.path().resolve(path));
      }
      for (String image : CircuitParameters.images()) {
        String path = MemoryFormat.READMEMH.path(image);
        place(bundle.file(path), temporary.path().resolve(path));
      }
      return new Workspace(temporary);
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  /** Links where the system can, copies elsewhere. */
  private static void place(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try {
      Files.createSymbolicLink(to, from.toAbsolutePath());
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  /** The working directory of all tools. */
  Path folder() {
    return temporary.path();
  }

  /** All sources in the order in which they are compiled, relative to the folder. */
  List<String> sources() {
    return Circuit.paths();
  }

  /** As {@link #sources}, without the bench. */
  List<String> circuit() {
    return Circuit.paths().stream().filter(path -> !path.equals(BENCH)).toList();
  }

  @Override
  public void close() {
    temporary.close();
  }
}
