package org.microgptrom.verify;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;

/**
 * Checks that the lanes images hold the values of the tensor images, each in its place, and zeros
 * elsewhere.
 */
final class LayoutCheck {
  static final String SUITE = "layouts";
  static final String NAME = "lanes hold the tensors";
  private static final String PADDING = "padding is zero";

  private final MemoryMap map;
  private final RomContents contents;
  private long compared;
  private long mismatches;
  private @Nullable Difference first;

  private LayoutCheck(MemoryMap map, RomContents contents) {
    this.map = map;
    this.contents = contents;
  }

  static Check run(Manifest manifest, RomContents contents) throws IOException {
    if (!contents.has(Layout.TENSOR) || !contents.has(Layout.LANES)) {
      return Check.skipped(SUITE, NAME, "no copy of an image can be read");
    }
    return new LayoutCheck(manifest.memoryMap(), contents).run();
  }

  private Check run() throws IOException {
    for (MemoryMap.Image lanes : map.images()) {
      if (lanes.layout() == Layout.LANES) {
        compare(lanes, contents.image(lanes.name()).orElseThrow());
      }
    }
    return Check.of(SUITE, NAME, compared, mismatches, first);
  }

  private void compare(MemoryMap.Image entry, RomImage image) throws IOException {
    int next = 0; // the first address that is not compared yet
    for (Region region : map.regionsOf(image.name())) {
      padding(entry, image, next, region.base());
      compare(entry, image, region);
      next = region.base() + region.depth();
    }
    padding(entry, image, next, image.depth());
    compared += (long) image.depth() * entry.valuesPerWord();
  }

  private void padding(MemoryMap.Image entry, RomImage image, int from, int to) throws IOException {
    for (int address = from; address < to; address++) {
      for (int i = 0; i < entry.valuesPerWord(); i++) {
        compare(image, entry.valueBits(), address, i, (short) 0, PADDING);
      }
    }
  }

  /** Compares all words of a region, tile by tile. */
  private void compare(MemoryMap.Image entry, RomImage image, Region to) throws IOException {
    RomImage tensor = contents.image(map.region(to.tensor(), Layout.TENSOR).image()).orElseThrow();
    String against = "as in " + contents.source(tensor.name());
    int bits = entry.valueBits();
    int address = to.base();
    for (int top = 0; top < to.rows(); top += to.tileRows()) {
      for (int left = 0; left < to.columns(); left += to.tileColumns()) {
        for (int i = 0; i < entry.valuesPerWord(); i++) {
          int row = top + i / to.tileColumns();
          int column = left + i % to.tileColumns();
          if (row < Math.min(top + to.tileRows(), to.rows()) && column < to.columns()) {
            short expected = tensor.value(row * to.columns() + column, 0);
            compare(image, bits, address, i, expected, against);
          } else {
            compare(image, bits, address, i, (short) 0, PADDING);
          }
        }
        address++;
      }
    }
  }

  private void compare(
      RomImage image, int bits, int address, int lane, short expected, String against)
      throws IOException {
    if (image.value(address, lane, bits) != expected) {
      mismatches++;
      if (first == null) {
        first = contents.difference(image, address, lane, expected, against);
      }
    }
  }
}
