package org.microgptrom.pack.mif;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/** One {@code address : word;} per line, both hexadecimal, as Quartus itself saves them. */
public final class MifWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.MIF;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    text.text("DEPTH = " + image.depth() + ";\n");
    text.text("WIDTH = " + image.width() + ";\n");
    text.text("ADDRESS_RADIX = HEX;\nDATA_RADIX = HEX;\nCONTENT BEGIN\n");
    for (int address = 0; address < image.depth(); address++) {
      text.number(address).text(" : ").word(image, address).text(";\n");
    }
    text.text("END;\n").flush();
  }
}
