package org.microgptrom.pack.verilog;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes a module that gives the word at the address, chosen by {@code case}, one clock cycle
 * later.
 */
public final class VerilogCaseWriter implements MemoryWriter {
  private final boolean systemVerilog;

  /**
   * A writer of one language.
   *
   * @param format one of {@link MemoryFormat#VERILOG_CASE} and {@link
   *     MemoryFormat#SYSTEMVERILOG_CASE}
   */
  public VerilogCaseWriter(MemoryFormat format) {
    this.systemVerilog = format == MemoryFormat.SYSTEMVERILOG_CASE;
  }

  @Override
  public MemoryFormat format() {
    return systemVerilog ? MemoryFormat.SYSTEMVERILOG_CASE : MemoryFormat.VERILOG_CASE;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    int addressBits = Math.max(1, FixedMath.ceilLog2(image.depth()));
    text.text(
        String.format(
            Locale.ROOT,
            """
            // %2$d words of %3$d bits
            module %1$s_rom (
              input wire %4$sclk_i,
              input wire %4$s[%6$d:0] addr_i,
              output %5$s [%7$d:0] data_o
            );
              %8$s @(posedge clk_i)
                case (addr_i)
            """,
            image.name(),
            image.depth(),
            image.width(),
            systemVerilog ? "logic " : "",
            systemVerilog ? "logic" : "reg",
            addressBits - 1,
            image.width() - 1,
            systemVerilog ? "always_ff" : "always"));
    String before = "      " + addressBits + "'h";
    String between = ": data_o <= " + image.width() + "'h";
    for (int address = 0; address < image.depth(); address++) {
      text.text(before).number(address).text(between).word(image, address).text(";\n");
    }
    text.text("      default: data_o <= " + image.width() + "'h0;\n    endcase\nendmodule\n");
    text.flush();
  }
}
