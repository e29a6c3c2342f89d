package org.microgptrom.pack.readmemh;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes the strict form of IEEE 1364-2005 clause 17.2.9: one word per line and nothing else,
 * because Vivado (UG901) takes neither comments nor addresses.
 */
public final class ReadmemhWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.READMEMH;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    new MemoryText(out).lines(image, false).flush();
  }
}
