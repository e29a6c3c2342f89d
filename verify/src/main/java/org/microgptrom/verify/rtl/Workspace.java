package org.microgptrom.verify.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.verify.bundle.Bundle;
import org.microgptrom.verify.bundle.TemporaryFolder;

/**
 * A temporary folder in which tools find the circuit under the paths of the bundle, and may write.
 */
final class Workspace implements AutoCloseable {
  /** The generated parameters, compiled before all other sources. */
  static final String PARAMETERS = "rtl/microgpt_params.sv";

  /** The bench, which is not part of the circuit. */
  static final String BENCH = "rtl/microgpt_bench.sv";

  private final TemporaryFolder temporary;
  private final List<String> sources;

  private Workspace(TemporaryFolder temporary, List<String> sources) {
    this.temporary = temporary;
    this.sources = sources;
  }

  /**
   * The circuit of a bundle.
   *
   * @throws InputException if the bundle has none
   */
  static Workspace of(Bundle bundle) throws IOException {
    List<String> sources = new ArrayList<>();
    TemporaryFolder temporary = new TemporaryFolder();
    try {
      for (Manifest.FileEntry file : bundle.manifest().files()) {
        String path = file.path();
        if (path.startsWith("rtl/") && path.endsWith(".sv")) {
          sources.add(path);
          place(bundle.file(path), temporary.path().resolve(path));
        } else if (path.startsWith("rom/") && path.equals(MemoryFormat.READMEMH.path(name(path)))) {
          place(bundle.file(path), temporary.path().resolve(path));
        }
      }
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
    if (!sources.contains(PARAMETERS) || !sources.contains(BENCH)) {
      temporary.close();
      throw new InputException(Manifest.FILE, "lists no circuit", "pack the bundle again");
    }
    sources.sort(
        Comparator.comparing((String path) -> !path.equals(PARAMETERS))
            .thenComparing(Comparator.naturalOrder()));
    return new Workspace(temporary, List.copyOf(sources));
  }

  private static String name(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? file : file.substring(0, dot);
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
    return sources;
  }

  /** As {@link #sources}, without the bench. */
  List<String> circuit() {
    return sources.stream().filter(path -> !path.equals(BENCH)).toList();
  }

  @Override
  public void close() {
    temporary.close();
  }
}
