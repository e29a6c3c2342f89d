package org.microgptrom.pack.gowin;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/** Writes Gowin's {@code .mi} files: three lines of header, then a word per line. */
public final class GowinWriter implements MemoryWriter {
  private final MemoryFormat format;

  /**
   * A writer of one format.
   *
   * @param format {@code GOWIN_HEX}, {@code GOWIN_BIN} or {@code GOWIN_ADDRHEX}
   */
  public GowinWriter(MemoryFormat format) {
    this.format = format;
  }

  @Override
  public MemoryFormat format() {
    return format;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    boolean binary = format == MemoryFormat.GOWIN_BIN;
    boolean addressed = format == MemoryFormat.GOWIN_ADDRHEX;
    MemoryText text = new MemoryText(out);
    text.text("#File_format=" + (binary ? "Bin" : addressed ? "AddrHex" : "Hex") + "\n");
    text.text("#Address_depth=" + image.depth() + "\n#Data_width=" + image.width() + "\n");
    if (addressed) {
      text.addressedLines(image, ":");
    } else {
      text.lines(image, binary);
    }
    text.flush();
  }
}
