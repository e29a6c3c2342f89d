package org.microgptrom.verify;

import java.io.IOException;
import java.util.Optional;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomImage;

/** Compares the files of one image with its right content, word by word as they are read. */
final class FileComparison {
  private final RomContents contents;
  private final Optional<RomImage> right;
  private final String against;
  private final int bits;
  private long compared;
  private long mismatches;
  private Optional<Difference> first = Optional.empty();

  /**
   * A comparison that has read no file yet.
   *
   * @param bits of a value of the image
   * @param right the right content of the image; empty if no file can be read
   * @param source where the right content comes from
   */
  FileComparison(RomContents contents, int bits, Optional<RomImage> right, String source) {
    this.contents = contents;
    this.bits = bits;
    this.right = right;
    this.against = "as in " + source;
  }

  /** Compares a file; returns why it can't be read, nothing if it can. */
  Optional<FileFault> read(RomFile file) throws IOException {
    return contents.read(file, (address, lanes, text) -> compare(file, address, lanes, text));
  }

  private void compare(RomFile file, int address, short[] lanes, CanonicalText text) {
    // Where it is empty, this file can't be read to its end either.
    right.ifPresent(image -> compare(image, file, address, lanes, text));
  }

  private void compare(
      RomImage image, RomFile file, int address, short[] lanes, CanonicalText text) {
    int row = file.base() + address;
    boolean same = true;
    for (int i = 0; i < lanes.length; i++) {
      int lane = file.lane() + i;
      boolean inside = row < image.depth() && lane < image.lanes();
      same &= lanes[i] == (inside ? image.value(row, lane) : 0);
    }
    int from = file.lane() * RomImage.LANE_BITS / bits;
    int to = (file.lane() * RomImage.LANE_BITS + file.width() - 1) / bits;
    compared += to - from + 1;
    for (int index = from; !same && index <= to; index++) {
      boolean inside = row < image.depth() && index < image.width() / bits;
      short expected = inside ? image.value(row, index, bits) : 0;
      if (RomContents.valueIn(file, index, bits, expected, lanes) != expected) {
        if (first.isEmpty()) {
          String source = inside ? against : "padding is zero";
          first =
              Optional.of(contents.difference(file, address, index, expected, lanes, source, text));
        }
        mismatches++;
      }
    }
  }

  /** The number of values, words or codes, that were compared. */
  long compared() {
    return compared;
  }

  /** The number of compared values that differ. */
  long mismatches() {
    return mismatches;
  }

  /** The first difference; empty if there is none. */
  Optional<Difference> first() {
    return first;
  }
}
