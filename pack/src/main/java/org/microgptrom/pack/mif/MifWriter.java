package org.microgptrom.pack.mif;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes one {@code address : word;} per line, both hexadecimal, as Quartus itself saves memories;
 * or {@code [first..last] : word;} for each run of two or more equal words, which is shorter, in
 * hexadecimal or unsigned decimal numbers.
 */
public final class MifWriter implements MemoryWriter {
  private final MemoryFormat format;
  private final boolean ranges;
  private final boolean decimal;

  /**
   * A writer of one format.
   *
   * @param format {@code MIF}, {@code MIF_RANGES} or {@code MIF_UNSIGNED}
   */
  public MifWriter(MemoryFormat format) {
    this.format = format;
    this.ranges = format != MemoryFormat.MIF;
    this.decimal = format == MemoryFormat.MIF_UNSIGNED;
  }

  @Override
  public MemoryFormat format() {
    return format;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    String radix = decimal ? "UNS" : "HEX";
    MemoryText text = new MemoryText(out);
    text.text("DEPTH = " + image.depth() + ";\n");
    text.text("WIDTH = " + image.width() + ";\n");
    text.text("ADDRESS_RADIX = " + radix + ";\nDATA_RADIX = " + radix + ";\nCONTENT BEGIN\n");
    for (int first = 0; first < image.depth(); ) {
      int last = first;
      while (ranges && last + 1 < image.depth() && sameWord(image, first, last + 1)) {
        last++;
      }
      if (last == first) {
        address(text, first);
      } else {
        address(text.text("["), first);
        address(text.text(".."), last).text("]");
      }
      word(text.text(" : "), image, first).text(";\n");
      first = last + 1;
    }
    text.text("END;\n").flush();
  }

  private MemoryText address(MemoryText text, int address) throws IOException {
    return decimal ? text.text(Integer.toString(address)) : text.number(address);
  }

  private MemoryText word(MemoryText text, RomImage image, int address) throws IOException {
    if (!decimal) {
      return text.word(image, address);
    }
    byte[] bytes = new byte[2 * image.lanes()]; // most significant first
    for (int lane = 0; lane < image.lanes(); lane++) {
      int value = image.value(address, lane);
      bytes[bytes.length - 2 * lane - 1] = (byte) value;
      bytes[bytes.length - 2 * lane - 2] = (byte) (value >> 8);
    }
    return text.text(new BigInteger(1, bytes).toString());
  }

  private static boolean sameWord(RomImage image, int address, int other) {
    int lane = 0;
    while (lane < image.lanes() && image.value(address, lane) == image.value(other, lane)) {
      lane++;
    }
    return lane == image.lanes();
  }
}
