package org.microgptrom.bundle.c;

import java.util.Locale;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/** Reads a C header with a constant array of shape (depth, lanes). */
public final class CReader implements MemoryReader {
  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    String name = shape.name().toUpperCase(Locale.ROOT);
    text.expect("#ifndef " + name + "_ROM_H\n#define " + name + "_ROM_H\n\n");
    text.expect("#include <stdint.h>\n\n");
    text.expect("#define " + name + "_DEPTH " + shape.depth() + "\n");
    text.expect("#define " + name + "_LANES " + shape.lanes() + "\n\n");
    text.expect("/* Of each word the least significant 16 bits come first. */\n");
    int cellBits = shape.width() > Byte.SIZE ? Short.SIZE : Byte.SIZE;
    text.expect("static const uint" + cellBits + "_t " + shape.name() + "_rom");
    text.expect("[" + name + "_DEPTH][" + name + "_LANES] = {\n");
    short[] word = new short[shape.lanes()];
    short[] lane = new short[1];
    MemoryShape cell = new MemoryShape(shape.name(), cellBits, shape.depth());
    for (int address = 0; address < shape.depth(); address++) {
      for (int i = 0; i < word.length; i++) {
        text.expect(i == 0 ? "  {0x" : ", 0x");
        text.hexWord(lane, cell, address);
        word[i] = lane[0];
      }
      text.requireFits(word, shape, address);
      sink.word(address, word);
      text.expect(address + 1 == shape.depth() ? "}\n" : "},\n");
    }
    text.expect("};\n\n#endif\n");
    text.expectEnd("\"#endif\"");
  }

  @Override
  public long bytes(MemoryShape shape) {
    return 400 + 10L * shape.name().length() + shape.depth() * 8L + shape.values() * 8;
  }
}
