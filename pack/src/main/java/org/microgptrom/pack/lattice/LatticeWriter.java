package org.microgptrom.pack.lattice;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/** Writes Lattice's memory file: a header of sizes and radices, then a word per line. */
public final class LatticeWriter implements MemoryWriter {
  private final MemoryFormat format;

  /**
   * A writer of one format.
   *
   * @param format {@code LATTICE_HEX}, {@code LATTICE_BIN} or {@code LATTICE_ADDRHEX}
   */
  public LatticeWriter(MemoryFormat format) {
    this.format = format;
  }

  @Override
  public MemoryFormat format() {
    return format;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    boolean binary = format == MemoryFormat.LATTICE_BIN;
    boolean addressed = format == MemoryFormat.LATTICE_ADDRHEX;
    MemoryText text = new MemoryText(out);
    text.text("#Format=" + (binary ? "Bin" : addressed ? "AddrHex" : "Hex") + "\n");
    text.text("#Depth=" + image.depth() + "\n#Width=" + image.width() + "\n");
    text.text("#AddrRadix=3\n#DataRadix=" + (binary ? 0 : 3) + "\n#Data\n");
    if (addressed) {
      text.addressedLines(image, ": ");
    } else {
      text.lines(image, binary);
    }
    text.flush();
  }
}
