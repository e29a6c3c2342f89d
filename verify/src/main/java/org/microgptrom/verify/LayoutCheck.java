package org.microgptrom.verify;

import java.io.IOException;
import java.util.BitSet;
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
    int bits = entry.valueBits();
    int inWord = entry.valuesPerWord();
    BitSet placed = new BitSet(); // address * values in a word + number in the word
    for (Region region : map.regionsOf(image.name())) {
      compare(image, bits, inWord, region, placed);
    }
    int values = image.depth() * inWord;
    for (int i = placed.nextClearBit(0); i < values; i = placed.nextClearBit(i + 1)) {
      compare(image, bits, i / inWord, i % inWord, (short) 0, "padding is zero");
    }
    compared += values;
  }

  private void compare(RomImage image, int bits, int inWord, Region to, BitSet placed)
      throws IOException {
    Region from =
        map.regions().stream()
            .filter(region -> region.tensor().equals(to.tensor()) && !region.equals(to))
            .findFirst()
            .orElseThrow();
    RomImage tensor = contents.image(from.image()).orElseThrow();
    String against = "as in " + contents.source(from.image());
    for (int row = 0; row < to.rows(); row++) {
      for (int column = 0; column < to.columns(); column++) {
        int address = to.address(row, column);
        int lane = to.lane(row, column);
        placed.set(address * inWord + lane);
        short expected = tensor.value(from.address(row, column), from.lane(row, column), bits);
        compare(image, bits, address, lane, expected, against);
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
