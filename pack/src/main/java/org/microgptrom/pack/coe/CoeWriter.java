package org.microgptrom.pack.coe;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes a vector of hexadecimal words, which comes last because UG896 ignores what follows the
 * vector.
 */
public final class CoeWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.COE;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    text.text("memory_initialization_radix=16;\nmemory_initialization_vector=\n");
    for (int address = 0; address < image.depth(); address++) {
      text.word(image, address).text(address < image.depth() - 1 ? ",\n" : ";\n");
    }
    text.flush();
  }
}
