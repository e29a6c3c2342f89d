package org.microgptrom.bundle.verilog;

import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;

/** Reads a module with a {@code case} item for every address in order. */
public final class VerilogCaseReader implements MemoryReader {
  private final boolean systemVerilog;

  /**
   * A reader of one language.
   *
   * @param format one of {@link MemoryFormat#VERILOG_CASE} and {@link
   *     MemoryFormat#SYSTEMVERILOG_CASE}
   */
  public VerilogCaseReader(MemoryFormat format) {
    this.systemVerilog = format == MemoryFormat.SYSTEMVERILOG_CASE;
  }

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    int addressBits = 1;
    while (1L << addressBits < shape.depth()) {
      addressBits++;
    }
    String input = "  input wire " + (systemVerilog ? "logic " : "");
    String output = "  output " + (systemVerilog ? "logic" : "reg");
    text.expect("// " + shape.depth() + " words of " + shape.width() + " bits\n");
    text.expect("module " + shape.name() + "_rom (\n" + input + "clk_i,\n");
    text.expect(input + "[" + (addressBits - 1) + ":0] addr_i,\n");
    text.expect(output + " [" + (shape.width() - 1) + ":0] data_o\n);\n");
    text.expect((systemVerilog ? "  always_ff" : "  always") + " @(posedge clk_i)\n");
    text.expect("    case (addr_i)\n");
    short[] word = new short[shape.lanes()];
    String sized = ": data_o <= " + shape.width() + "'h";
    for (int address = 0; address < shape.depth(); address++) {
      text.expect("      " + addressBits + "'h" + Integer.toHexString(address) + sized);
      text.hexWord(word, shape, address);
      sink.word(address, word);
      text.expect(";\n");
    }
    text.expect("      default" + sized + "0;\n    endcase\nendmodule\n");
    text.expectEnd("the module");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long line = 50L + Integer.toHexString(shape.depth()).length() + shape.hexDigits();
    return 400 + shape.name().length() + shape.depth() * line;
  }
}
