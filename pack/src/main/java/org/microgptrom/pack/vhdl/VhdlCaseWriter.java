package org.microgptrom.pack.vhdl;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes a VHDL-93 entity that gives the word at the address, chosen by {@code case}, one clock
 * cycle later.
 */
public final class VhdlCaseWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.VHDL_CASE;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    int addressBits = Math.max(1, FixedMath.ceilLog2(image.depth()));
    text.text(
        String.format(
            Locale.ROOT,
            """
            library ieee;
            use ieee.std_logic_1164.all;
            use ieee.numeric_std.all;

            -- %2$d words of %3$d bits
            entity %1$s_rom is
              port (
                clk_i : in std_logic;
                addr_i : in unsigned(%4$d downto 0);
                data_o : out std_logic_vector(%5$d downto 0));
            end entity;

            architecture rtl of %1$s_rom is
            begin
              process (clk_i)
              begin
                if rising_edge(clk_i) then
                  case to_integer(addr_i) is
            """,
            image.name(),
            image.depth(),
            image.width(),
            addressBits - 1,
            image.width() - 1));
    for (int address = 0; address < image.depth(); address++) {
      text.text("        when " + address + " => data_o <= ");
      BitString.append(text, image, address).text(";\n");
    }
    text.text(
            """
                    when others => data_o <= (others => '0');
                  end case;
                end if;
              end process;
            end architecture;
            """)
        .flush();
  }
}
