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
    compared += values(file);
    if (right.isEmpty()) {
      return contents.read(file, (address, lanes, text) -> {}); // nor can this one, to its end
    }
    RomImage image = right.get();
    RomImage part = file.whole() ? image : image.part(file);
    return contents.read(
        file,
        (address, lanes, text) -> {
          if (!isSame(part, address, lanes)) {
            compare(image, file, address, lanes, text);
          }
        });
  }

  /** Counts a file as compared that the right content was read from. */
  void isRight(RomFile file) {
    compared += values(file);
  }

  private long values(RomFile file) {
    return (long) file.depth() * (last(file) - first(file) + 1);
  }

  /** The number in the image's word of the first value that a file holds, if only in part. */
  private int first(RomFile file) {
    return file.bit() / bits;
  }

  private int last(RomFile file) {
    return (file.bit() + file.width() - 1) / bits;
  }

  private static boolean isSame(RomImage right, int address, short[] lanes) {
    for (int lane = 0; lane < lanes.length; lane++) {
      if (lanes[lane] != right.value(address, lane)) {
        return false;
      }
    }
    return true;
  }

  private void compare(
      RomImage image, RomFile file, int address, short[] lanes, CanonicalText text) {
    int row = file.base() + address;
    for (int index = first(file); index <= last(file); index++) {
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
