package org.microgptrom.bundle.lattice;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/** Reads a header of six lines, then a word per line, in the order of the addresses. */
public final class LatticeReader implements MemoryReader {
  private final boolean binary;
  private final boolean addressed;
  private final String kind;

  /**
   * A reader of one format.
   *
   * @param format one of Lattice's three formats
   */
  public LatticeReader(MemoryFormat format) {
    binary = format == MemoryFormat.LATTICE_BIN;
    addressed = format == MemoryFormat.LATTICE_ADDRHEX;
    kind = "#Format=" + (addressed ? "AddrHex" : binary ? "Bin" : "Hex") + "\n#Depth=";
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    text.expect(kind + shape.depth() + "\n");
    text.expect("#Width=" + shape.width() + "\n");
    text.expect("#AddrRadix=3\n");
    text.expect("#DataRadix=" + (binary ? "0\n" : "3\n"));
    text.expect("#Data\n");
    for (int address = 0; address < shape.depth(); address++) {
      if (addressed) {
        text.expect("address", Integer.toHexString(address) + ": ");
      }
      if (binary) {
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
    long header = 100;
    long address = addressed ? Integer.toHexString(shape.depth()).length() + 2L : 0;
    return header + shape.depth() * (address + (binary ? shape.width() : shape.hexDigits()) + 1);
  }
}
