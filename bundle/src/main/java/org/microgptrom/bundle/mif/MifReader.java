package org.microgptrom.bundle.mif;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads a header, then every address in ascending order with its word, one per line, or one line
 * for a range of addresses with the same word.
 */
public final class MifReader implements MemoryReader {
  private static final String AFTER = ";\n";
  private static final String LAST = "END;\n";

  private final boolean ranges;
  private final int radix;

  /**
   * A reader of one format.
   *
   * @param format {@link MemoryFormat#MIF}, or a format whose lines may stand for several addresses
   */
  public MifReader(MemoryFormat format) {
    this.ranges = format != MemoryFormat.MIF;
    this.radix = format == MemoryFormat.MIF_UNSIGNED ? 10 : 16;
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    text.expect("DEPTH = " + shape.depth() + AFTER);
    text.expect("WIDTH = " + shape.width() + AFTER);
    text.expect("ADDRESS_RADIX = " + radixName() + AFTER);
    text.expect("DATA_RADIX = " + radixName() + AFTER);
    text.expect("CONTENT BEGIN\n");
    for (int address = 0; address < shape.depth(); ) {
      int last = address;
      if (ranges && text.isNext('[')) {
        text.expect("[" + address(address) + "..");
        last = last(text, address, shape.depth());
        text.expect("] : ");
      } else {
        text.expect(address(address) + " : ");
      }
      if (radix == 10) {
        text.decimalWord(word, shape, address);
      } else {
        text.hexWord(word, shape, address);
      }
      while (address <= last) {
        sink.word(address++, word);
      }
      text.expect(AFTER);
    }
    text.expect(LAST);
    text.expectEnd("\"END;\"");
  }

  private int last(CanonicalText text, int first, int depth) {
    int last = text.number("the last address of the range", radix);
    if (last <= first || last >= depth) {
      String expected = address(first + 1) + ".." + address(depth - 1);
      throw text.fault(
          "the range ends at " + address(last) + ", " + expected + " expected",
          "it overlaps other addresses or leaves the memory");
    }
    return last;
  }

  private String address(int address) {
    return Integer.toString(address, radix);
  }

  private String radixName() {
    return radix == 10 ? "UNS" : "HEX";
  }

  /** The size of the file; for decimal words an upper bound, as log10(2) is less than a third. */
  @Override
  public long bytes(MemoryShape shape) {
    long depth = shape.depth();
    long addressDigits = depth;
    for (long shortest = radix; shortest < depth; shortest *= radix) {
      addressDigits += depth - shortest; // as many addresses have one digit more
    }
    long perWord = (long) " : ".length() + AFTER.length();
    perWord += radix == 10 ? shape.width() / 3 + 1 : shape.hexDigits();
    String header =
        "DEPTH = ;\nWIDTH = ;\nADDRESS_RADIX = HEX;\nDATA_RADIX = HEX;\nCONTENT BEGIN\n"
            + shape.depth()
            + shape.width();
    return header.length() + addressDigits + depth * perWord + LAST.length();
  }
}
