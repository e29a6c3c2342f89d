package org.microgptrom.pack.raw;

import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryBytes;
import org.microgptrom.pack.memory.MemoryWriter;

/** Writes words one after the other, each in as many bytes as its width takes. */
public final class RawWriter implements MemoryWriter {
  private final boolean bigEndian;

  /**
   * A writer of one byte order.
   *
   * @param format one of {@link MemoryFormat#RAW_LE} and {@link MemoryFormat#RAW_BE}
   */
  public RawWriter(MemoryFormat format) {
    this.bigEndian = format == MemoryFormat.RAW_BE;
  }

  @Override
  public MemoryFormat format() {
    return bigEndian ? MemoryFormat.RAW_BE : MemoryFormat.RAW_LE;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryBytes bytes = new MemoryBytes(out);
    int wordBytes = image.shape().bytesPerWord();
    int whole = wordBytes / 2; // lanes of two bytes
    for (int address = 0; address < image.depth(); address++) {
      if (bigEndian) {
        if (wordBytes % 2 == 1) {
          bytes.single(image.value(address, whole));
        }
        for (int lane = whole - 1; lane >= 0; lane--) {
          bytes.littleEndian(Short.reverseBytes(image.value(address, lane)));
        }
      } else {
        for (int lane = 0; lane < whole; lane++) {
          bytes.littleEndian(image.value(address, lane));
        }
        if (wordBytes % 2 == 1) {
          bytes.single(image.value(address, whole));
        }
      }
    }
    bytes.flush();
  }
}
