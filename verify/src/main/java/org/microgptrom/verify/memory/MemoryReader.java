package org.microgptrom.verify.memory;

import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;

/**
 * Reads one memory-initialisation format.
 *
 * <p>A reader accepts the canonical form that {@code docs/formats.md} defines and nothing else:
 * other spellings that a vendor's tool may allow (comments, capitals, ranges, CRLF) are errors, as
 * no bundle has them.
 */
public interface MemoryReader {
  /**
   * Reads a whole file that must hold this image.
   *
   * @throws org.microgptrom.model.io.InputException with file, line and column, if it is anything
   *     else; {@link CanonicalText#line} is then the line at fault
   */
  RomImage read(CanonicalText text, MemoryMap.Image image);

  /** The number of the line that holds the word at an address; the first line is 1. */
  long line(int address);

  /** The size of a file that holds this image, in bytes. */
  long bytes(MemoryMap.Image image);
}
