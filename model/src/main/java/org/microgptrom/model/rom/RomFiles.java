package org.microgptrom.model.rom;

import java.util.ArrayList;
import java.util.List;

/**
 * The files that hold the images of a bundle. In each format an image has one file with all of it,
 * if the format can hold it, and banks, if its geometry asks for them or the format can't hold it
 * whole. A bank that would be the same as the whole image is left out.
 */
public final class RomFiles {
  /** The most banks, more than the files that anybody names to a tool one by one. */
  private static final int MAX_BANKS = 1 << 14;

  private RomFiles() {}

  /**
   * All files, by image and format.
   *
   * @throws IllegalArgumentException if there would be too many banks
   */
  public static List<RomFile> of(MemoryMap map, List<MemoryFormat> formats, Geometry geometry) {
    List<RomFile> files = new ArrayList<>();
    for (MemoryMap.Image image : map.images()) {
      for (MemoryFormat format : formats) {
        files.addAll(of(image, format, geometry));
        if (files.size() > MAX_BANKS) {
          throw new IllegalArgumentException(
              "banks of this size make more than " + MAX_BANKS + " files: choose larger ones");
        }
      }
    }
    return files;
  }

  /** The files of one image in one format: the file with the whole image first, if there is one. */
  public static List<RomFile> of(MemoryMap.Image image, MemoryFormat format, Geometry geometry) {
    List<RomFile> files = new ArrayList<>();
    if (format.holds(image.width(), image.depth())) {
      files.add(file(image.name(), image, format, 0, 0, image.depth(), image.width()));
    }
    Primitive.Mode bank = geometry.bank(image);
    int depth = Math.min(bank.depth(), format.maxDepth());
    int widest = format.maxWidth() / image.valueBits() * image.valueBits();
    int width = Math.min(bank.width(), widest);
    if (depth == image.depth() && width == image.width()) {
      return files;
    }
    long columns = Region.ceilDiv(image.width(), width);
    if (columns * Region.ceilDiv(image.depth(), depth) > MAX_BANKS) {
      throw new IllegalArgumentException(
          "image " + image.name() + " has more than " + MAX_BANKS + " banks: choose larger ones");
    }
    for (int base = 0; base < image.depth(); base += depth) {
      for (int column = 0; column < columns; column++) {
        String name = image.name() + "_r" + base / depth + "c" + column;
        int rows = geometry.splits() ? depth : Math.min(depth, image.depth() - base);
        int bits = geometry.splits() ? width : Math.min(width, image.width() - column * width);
        files.add(file(name, image, format, base, column * width, rows, bits));
      }
    }
    return files;
  }

  private static RomFile file(
      String name,
      MemoryMap.Image image,
      MemoryFormat format,
      int base,
      int bit,
      int depth,
      int width) {
    return new RomFile(format.path(name), format, image.name(), base, bit, depth, width);
  }
}
