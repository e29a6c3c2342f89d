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
  private long compared;
  private long mismatches;
  private Optional<Difference> first = Optional.empty();

  /**
   * A comparison that has read no file yet.
   *
   * @param right the right content of the image; empty if no file can be read
   * @param source where the right content comes from
   */
  FileComparison(RomContents contents, Optional<RomImage> right, String source) {
    this.contents = contents;
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
    for (int i = 0; i < lanes.length; i++) {
      int lane = file.lane() + i;
      boolean inside = row < image.depth() && lane < image.lanes();
      short expected = inside ? image.value(row, lane) : 0;
      if (lanes[i] != expected) {
        if (first.isEmpty()) {
          String source = inside ? against : "padding is zero";
          first = Optional.of(contents.difference(file, address, i, expected, lanes, source, text));
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

  /** The first difference; empty if there is none. */
  Optional<Difference> first() {
    return first;
  }
}
