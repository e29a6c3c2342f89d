package org.microgptrom.bundle.memory;

import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads one memory-initialisation format.
 *
 * <p>A reader accepts the canonical form that {@code docs/formats.md} defines and nothing else:
 * other spellings that a vendor's tool may allow (comments, capitals, CRLF) are errors, as no
 * bundle has them. A reader keeps one word in memory, whatever the file's size.
 */
public interface MemoryReader {
  /**
   * Reads a whole file that must hold a memory of this shape. While the sink takes a word, the
   * cursor is on its line or after its last byte.
   *
   * @throws org.microgptrom.model.io.InputException with file, line and column, or offset, if the
   *     file is anything else; {@link CanonicalText#line} is then the line at fault
   */
  void read(CanonicalText text, MemoryShape shape, WordSink sink);

  /** The size of the largest file that holds a memory of this shape, in bytes. */
  long bytes(MemoryShape shape);
}
