package org.microgptrom.pack.readmemb;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes the strict form of IEEE 1364-2005 clause 17.2.9, as for {@code $readmemh}, in binary
 * digits.
 */
public final class ReadmembWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.READMEMB;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    new MemoryText(out).lines(image, true).flush();
  }
}
