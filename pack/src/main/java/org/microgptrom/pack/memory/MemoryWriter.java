package org.microgptrom.pack.memory;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;

/** Writes images in one syntax, byte for byte as {@code docs/formats.md} defines it. */
public interface MemoryWriter {
  /** The format that this writer writes. */
  MemoryFormat format();

  /**
   * Writes the whole image; it needs memory for a small buffer only and leaves {@code out} open.
   */
  void write(RomImage image, OutputStream out) throws IOException;
}
