package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.io.Folders;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitParameters;

/**
 * A temporary folder in which tools find the circuit under the paths of the bundle, and may write.
 */
public final class Workspace implements AutoCloseable {
  /** The symbol that makes the circuit take its words from {@code case} statements. */
  private static final String CASE_ROM = "MICROGPT_CASE_ROM";

  private final TemporaryFolder temporary;
  private final List<String> caseRoms;

  private Workspace(TemporaryFolder temporary, List<String> caseRoms) {
    this.temporary = temporary;
    this.caseRoms = caseRoms;
  }

  /**
   * Makes a workspace with the circuit of a bundle, with ROMs as {@code case} statements if the
   * bundle has them.
   *
   * @throws InputException if the bundle has its ROMs in no format that the circuit reads
   */
  public static Workspace of(Bundle bundle) throws IOException {
    boolean cases = hasCaseRoms(bundle.manifest());
    MemoryFormat format = cases ? MemoryFormat.SYSTEMVERILOG_CASE : MemoryFormat.READMEMH;
    if (!bundle.manifest().memoryFormats().contains(format)) {
      throw new InputException(
          "--rtl",
          "the bundle lacks the images in the format readmemh, which the circuit reads",
          "pack it with --format readmemh,...");
    }
    List<String> roms =
        CircuitParameters.images(bundle.manifest().memoryMap()).stream().map(format::path).toList();
    TemporaryFolder temporary = new TemporaryFolder();
    try {
      for (String path : Stream.concat(Circuit.paths().stream(), roms.stream()).toList()) {
        TemporaryFolder.guard(() -> place(bundle.file(path), temporary.path(), path));
      }
      return new Workspace(temporary, cases ? roms : List.of());
    } catch (RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  /** Whether the bundle has all images of the circuit, each in one piece, in this format. */
  private static boolean hasCaseRoms(Manifest manifest) {
    MemoryFormat format = MemoryFormat.SYSTEMVERILOG_CASE;
    return manifest.memoryFormats().contains(format)
        && CircuitParameters.images(manifest.memoryMap()).stream()
            .map(manifest.memoryMap()::image)
            .allMatch(image -> format.holds(image.width(), image.depth()));
  }

  /** Links a file into the folder or, where the system can't, copies it. */
  private static void place(Path from, Path folder, String path) throws IOException {
    Folders.makeParents(folder, path);
    Path to = folder.resolve(path);
    try {
      Files.createSymbolicLink(to, from.toAbsolutePath());
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  /** The working directory of all tools. */
  public Path folder() {
    return temporary.path();
  }

  /** All sources in the order in which they are compiled, relative to the folder. */
  List<String> sources() {
    List<String> sources = new ArrayList<>(Circuit.paths());
    sources.addAll(caseRoms);
    return sources;
  }

  /**
   * The sources of the circuit without the bench, in the order in which they are compiled, relative
   * to the folder.
   */
  List<String> circuit() {
    return sources().stream().filter(path -> !Circuit.simulationPaths().contains(path)).toList();
  }

  /** The symbols for the preprocessor that go with the sources. */
  List<String> symbols() {
    return caseRoms.isEmpty() ? List.of() : List.of(CASE_ROM);
  }

  @Override
  public void close() {
    temporary.close();
  }
}
