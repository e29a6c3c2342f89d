package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.microgptrom.model.io.Folders;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.CircuitSizes;

/**
 * The circuit of one bundle.
 *
 * @param folder where the bundle lies
 * @param sources paths of the SystemVerilog files in it, in compile order, without what only
 *     simulations compile
 * @param images the ROM images that the circuit reads: weights and tables
 */
public record Design(Path folder, List<String> sources, List<Image> images) {
  /** Copies the lists. */
  public Design {
    sources = List.copyOf(sources);
    images = List.copyOf(images);
  }

  /**
   * A ROM image.
   *
   * @param name base name of the image's file
   * @param weights whether the image holds weights that are to be in block RAM, and no table
   * @param width bits of a word
   */
  public record Image(String name, boolean weights, int width) {
    /** The bundle path of the file with its words. */
    public String path() {
      return MemoryFormat.READMEMH.path(name);
    }
  }

  /**
   * The circuit of a bundle with this manifest in this folder.
   *
   * @throws InputException if the bundle has no circuit
   */
  public static Design of(Path folder, Manifest manifest) {
    List<String> sources =
        manifest.files().stream()
            .map(Manifest.FileEntry::path)
            .filter(
                path ->
                    path.startsWith(Circuit.FOLDER)
                        && path.endsWith(".sv")
                        && !Circuit.simulationPaths().contains(path))
            .sorted(Comparator.comparing((String path) -> !path.equals(Circuit.PARAMETERS)))
            .toList();
    if (sources.isEmpty()) {
      throw new InputException(
          folder, "holds no circuit", "pack it again with this version of microgpt-rom");
    }
    if (!manifest.memoryFormats().contains(MemoryFormat.READMEMH)) {
      throw new InputException(
          folder,
          "lacks the images in the format readmemh, which the circuit reads",
          "pack it again");
    }
    return new Design(
        folder,
        sources,
        CircuitParameters.images(manifest.memoryMap()).stream()
            .map(manifest.memoryMap()::image)
            .map((MemoryMap.Image image) -> new Image(image.name(), inBlocks(image), image.width()))
            .toList());
  }

  private static boolean inBlocks(MemoryMap.Image image) {
    return image.layout() != Layout.TABLE
        && CircuitSizes.inBlocks(image.valueBits(), (long) image.width() * image.depth());
  }

  /** Copies sources and images into a folder, from which the tools run. */
  void copyTo(Path work) throws IOException {
    for (String source : sources) {
      copy(source, work);
    }
    for (Image image : images) {
      copy(image.path(), work);
    }
  }

  private void copy(String path, Path work) throws IOException {
    Folders.makeParents(work, path);
    Files.copy(folder.resolve(path), work.resolve(path));
  }
}
