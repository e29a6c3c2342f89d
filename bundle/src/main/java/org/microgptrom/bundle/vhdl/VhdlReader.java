package org.microgptrom.bundle.vhdl;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/** Reads a package with a constant array: {@code address => x"word"} for every address in order. */
public final class VhdlReader implements MemoryReader {
  private static final String CONTEXT = "library ieee;\nuse ieee.std_logic_1164.all;\n\n";

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    text.expect(CONTEXT);
    text.expect("package " + shape.name() + "_rom is\n");
    text.expect("  constant DEPTH : positive := " + shape.depth() + ";\n");
    text.expect("  constant WIDTH : positive := " + shape.width() + ";\n");
    text.expect("  type memory is array (0 to DEPTH - 1) of");
    text.expect(" std_logic_vector(WIDTH - 1 downto 0);\n");
    text.expect("  constant WORDS : memory := (\n");
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      text.expect("    " + address + " => ");
      BitString.word(text, word, shape, address);
      sink.word(address, word);
      text.expect(address + 1 == shape.depth() ? ");\n" : ",\n");
    }
    text.expect("end package;\n");
    text.expectEnd("the package");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long line = 20L + Integer.toString(shape.depth()).length() + BitString.length(shape);
    return 400 + shape.name().length() + shape.depth() * line;
  }
}
