package org.microgptrom.bundle.npy;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads NumPy's array format, version 1.0: a header as NumPy 1.x and 2.x write it, padded to 64
 * bytes, and signed 16-bit integers, least significant byte first, or unsigned bytes where a word
 * has up to 8 bits.
 */
public final class NpyReader implements MemoryReader {
  private static final int ALIGNMENT = 64;
  private static final String BEFORE_SHAPE = "', 'fortran_order': False, 'shape': (";

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    String header = header(shape);
    text.expect("magic", "\u0093NUMPY");
    text.expect("version 1.0", "\u0001\u0000");
    text.expect("length of the header", new String(new char[] {(char) header.length(), 0}));
    text.expect("header", header);
    short[] word = new short[shape.lanes()];
    MemoryShape cells = new MemoryShape(shape.name(), cellBits(shape), shape.depth());
    for (int address = 0; address < shape.depth(); address++) {
      text.byteWord(word, false, cells, address);
      text.requireFits(word, shape, address);
      sink.word(address, word);
    }
    text.expectEnd(shape.depth() + " words");
  }

  private static String header(MemoryShape shape) {
    String sizes = shape.depth() + (shape.lanes() > 1 ? ", " + shape.lanes() : ",");
    String type = cellBits(shape) == Byte.SIZE ? "|u1" : "<i2";
    StringBuilder header = new StringBuilder("{'descr': '" + type + BEFORE_SHAPE + sizes + "), }");
    while ((10 + header.length() + 1) % ALIGNMENT != 0) {
      header.append(' ');
    }
    return header.append('\n').toString();
  }

  /** The bits of the numbers that hold a word. */
  private static int cellBits(MemoryShape shape) {
    return shape.width() <= Byte.SIZE ? Byte.SIZE : Short.SIZE * shape.lanes();
  }

  @Override
  public long bytes(MemoryShape shape) {
    return 10L + header(shape).length() + (long) shape.depth() * cellBits(shape) / Byte.SIZE;
  }
}
