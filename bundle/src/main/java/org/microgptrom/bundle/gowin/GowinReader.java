package org.microgptrom.bundle.gowin;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/** Reads a header of three lines, then a word per line, in the order of the addresses. */
public final class GowinReader implements MemoryReader {
  private final MemoryFormat format;
  private final String kind;

  /**
   * A reader of one format.
   *
   * @param format one of Gowin's three formats
   */
  public GowinReader(MemoryFormat format) {
    this.format = format;
    kind =
        switch (format) {
          case GOWIN_BIN -> "#File_format=Bin\n";
          case GOWIN_ADDRHEX -> "#File_format=AddrHex\n";
          default -> "#File_format=Hex\n";
        };
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    text.expect(kind);
    text.expect("#Address_depth=" + shape.depth() + "\n");
    text.expect("#Data_width=" + shape.width() + "\n");
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      if (format == MemoryFormat.GOWIN_ADDRHEX) {
        text.expect("address", Integer.toHexString(address) + ":");
      }
      if (format == MemoryFormat.GOWIN_BIN) {
        text.binaryWord(word, shape, address);
      } else {
        text.hexWord(word, shape, address);
      }
      sink.word(address, word);
      text.expect("\n");
    }
    text.expectEnd(shape.depth() + " words");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long header = 80;
    long line = format == MemoryFormat.GOWIN_BIN ? shape.width() + 1L : shape.hexDigits() + 1L;
    if (format == MemoryFormat.GOWIN_ADDRHEX) {
      line += Integer.toHexString(shape.depth()).length() + 1L;
    }
    return header + shape.depth() * line;
  }
}
