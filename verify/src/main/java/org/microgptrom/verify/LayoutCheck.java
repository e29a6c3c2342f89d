package org.microgptrom.verify;

import java.util.BitSet;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.verify.report.Check;
import org.microgptrom.verify.report.Difference;

/** The lanes image holds the values of the tensor images, each in its place, and else zeros. */
final class LayoutCheck {
  static final String SUITE = "layouts";
  static final String NAME = "lanes hold the tensors";

  private final MemoryMap map;
  private final RomContents contents;
  private final RomImage image;
  private final MemoryFormat format;
  private final BitSet placed = new BitSet(); // address * lanes + lane
  private long mismatches;
  private Difference first;

  private LayoutCheck(MemoryMap map, RomContents contents) {
    this.map = map;
    this.contents = contents;
    this.image = contents.images().get(MemoryMap.LANES_IMAGE);
    this.format = contents.origin(MemoryMap.LANES_IMAGE);
  }

  static Check run(Manifest manifest, RomContents contents) {
    if (!contents.has(Layout.TENSOR) || !contents.has(Layout.LANES)) {
      return Check.skipped(SUITE, NAME, "no copy of an image can be read");
    }
    return new LayoutCheck(manifest.memoryMap(), contents).run();
  }

  private Check run() {
    for (MemoryMap.Image tensor : map.images()) {
      if (tensor.layout() == Layout.TENSOR) {
        compare(contents.images().get(tensor.name()));
      }
    }
    int values = image.depth() * image.lanes();
    for (int i = placed.nextClearBit(0); i < values; i = placed.nextClearBit(i + 1)) {
      compare(i / image.lanes(), i % image.lanes(), (short) 0, "padding is zero");
    }
    return Check.of(SUITE, NAME, values, mismatches, first);
  }

  private void compare(RomImage tensor) {
    Region from = map.regionsOf(tensor.name()).get(0);
    Region to =
        map.regionsOf(MemoryMap.LANES_IMAGE).stream()
            .filter(region -> region.tensor().equals(from.tensor()))
            .findFirst()
            .orElseThrow();
    String against = "as in " + contents.origin(tensor.name()).path(tensor.name());
    for (int row = 0; row < to.rows(); row++) {
      for (int column = 0; column < to.columns(); column++) {
        int address = to.address(row, column);
        int lane = to.lane(row, column);
        placed.set(address * image.lanes() + lane);
        short expected = tensor.value(from.address(row, column), from.lane(row, column));
        compare(address, lane, expected, against);
      }
    }
  }

  private void compare(int address, int lane, short expected, String against) {
    if (image.value(address, lane) != expected) {
      mismatches++;
      if (first == null) {
        first = contents.difference(format, image, address, lane, expected, against);
      }
    }
  }
}
