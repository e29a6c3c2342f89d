package org.microgptrom.pack.microchip;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes what Libero calls Simple-Hex, {@code address:word} per line, and its binary file, a line
 * of bits per word.
 */
public final class MicrochipWriter implements MemoryWriter {
  private final boolean binary;

  /**
   * A writer of one format.
   *
   * @param format one of {@link MemoryFormat#MICROCHIP_HEX} and {@link MemoryFormat#MICROCHIP_BIN}
   */
  public MicrochipWriter(MemoryFormat format) {
    this.binary = format == MemoryFormat.MICROCHIP_BIN;
  }

  @Override
  public MemoryFormat format() {
    return binary ? MemoryFormat.MICROCHIP_BIN : MemoryFormat.MICROCHIP_HEX;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    if (binary) {
      text.lines(image, true);
    } else {
      text.addressedLines(image, ":");
    }
    text.flush();
  }
}
