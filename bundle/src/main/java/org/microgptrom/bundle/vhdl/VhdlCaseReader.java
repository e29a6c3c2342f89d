package org.microgptrom.bundle.vhdl;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/** Reads an entity with a {@code when} for every address in order. */
public final class VhdlCaseReader implements MemoryReader {
  private static final String CONTEXT =
      "library ieee;\nuse ieee.std_logic_1164.all;\nuse ieee.numeric_std.all;\n\n-- ";

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    String name = shape.name() + "_rom";
    text.expect(CONTEXT);
    text.expect(shape.depth() + " words of " + shape.width() + " bits\n");
    text.expect("entity " + name + " is\n  port (\n    clk_i : in std_logic;\n");
    text.expect("    addr_i : in unsigned(" + (addressBits(shape) - 1) + " downto 0);\n");
    text.expect("    data_o : out std_logic_vector(" + (shape.width() - 1) + " downto 0));\n");
    text.expect("end entity;\n\narchitecture rtl of " + name + " is\nbegin\n");
    text.expect("  process (clk_i)\n  begin\n    if rising_edge(clk_i) then\n");
    text.expect("      case to_integer(addr_i) is\n");
    short[] word = new short[shape.lanes()];
    for (int address = 0; address < shape.depth(); address++) {
      text.expect("        when " + address + " => data_o <= ");
      BitString.word(text, word, shape, address);
      sink.word(address, word);
      text.expect(";\n");
    }
    text.expect("        when others => data_o <= (others => '0');\n      end case;\n");
    text.expect("    end if;\n  end process;\nend architecture;\n");
    text.expectEnd("the architecture");
  }

  /** The number of bits, at least one, that an address of any word takes. */
  private static int addressBits(MemoryShape shape) {
    int bits = 1;
    while (1L << bits < shape.depth()) {
      bits++;
    }
    return bits;
  }

  @Override
  public long bytes(MemoryShape shape) {
    long line = 40L + Integer.toString(shape.depth()).length() + BitString.length(shape);
    return 800 + 2 * shape.name().length() + shape.depth() * line;
  }
}
