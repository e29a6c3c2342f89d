package org.microgptrom.pack.npy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryBytes;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes NumPy's array format, version 1.0 (NEP 1), of signed 16-bit integers: shape (depth), or
 * (depth, lanes) where a word is wider than 16 bits. Words of up to 8 bits are unsigned bytes.
 */
public final class NpyWriter implements MemoryWriter {
  private static final int ALIGNMENT = 64;

  @Override
  public MemoryFormat format() {
    return MemoryFormat.NPY;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    String shape = image.depth() + "," + (image.lanes() == 1 ? "" : " " + image.lanes());
    boolean bytes = image.width() <= Byte.SIZE;
    String type = bytes ? "|u1" : "<i2";
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    int before = 6 + 2 + 2; // magic, version, length of the header
    int length = header.length() + 1;
    length += Math.floorMod(-(before + length), ALIGNMENT);
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(new byte[] {(byte) length, (byte) (length >> 8)});
    String padded = header + " ".repeat(length - header.length() - 1) + "\n";
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
    MemoryBytes values = new MemoryBytes(out);
    for (int address = 0; address < image.depth(); address++) {
      for (int lane = 0; lane < image.lanes(); lane++) {
        if (bytes) {
          values.single(image.value(address, lane));
        } else {
          values.littleEndian(image.value(address, lane));
        }
      }
    }
    values.flush();
  }
}
