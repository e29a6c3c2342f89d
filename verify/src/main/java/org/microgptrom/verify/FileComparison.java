package org.microgptrom.verify;

import java.io.IOException;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomImage;

/** Compares the files of one image with its right content, word by word as they are read. */
final class FileComparison {
  private final RomContents contents;
  private final RomImage right;
  private final String against;
  private long compared;
  private long mismatches;
  private Difference first;

  /**
   * A comparison that has read no file yet.
   *
   * @param right the right content of the image; null if no file can be read
   * @param source where the right content comes from
   */
  FileComparison(RomContents contents, RomImage right, String source) {
    this.contents = contents;
    this.right = right;
    this.against = "as in " + source;
  }

  /** Compares a file; returns why it can't be read, or null. */
  Difference read(RomFile file) throws IOException {
    return contents.read(file, (address, lanes, text) -> compare(file, address, lanes, text));
  }

  private void compare(RomFile file, int address, short[] lanes, CanonicalText text) {
    if (right == null) {
      return; // then this file can't be read to its end either
    }
    int row = file.base() + address;
    for (int i = 0; i < lanes.length; i++) {
      int lane = file.lane() + i;
      boolean inside = row < right.depth() && lane < right.lanes();
      short expected = inside ? right.value(row, lane) : 0;
      if (lanes[i] != expected) {
        if (first == null) {
          String source = inside ? against : "padding is zero";
          first = contents.difference(file, address, i, expected, lanes, source, text);
        }
        mismatches++;
      }
    }
    compared += lanes.length;
  }

  /** The number of 16-bit values that were compared. */
  long compared() {
    return compared;
  }

  /** The number of compared values that differ. */
  long mismatches() {
    return mismatches;
  }

  /** The first difference; null if there is none. */
  Difference first() {
    return first;
  }
}
