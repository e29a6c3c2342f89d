package org.microgptrom.pack.vhdl;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/** Writes a VHDL-93 package with the words as a constant array of {@code std_logic_vector}. */
public final class VhdlWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.VHDL;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    text.text(
        String.format(
            Locale.ROOT,
            """
            library ieee;
            use ieee.std_logic_1164.all;

            package %s_rom is
              constant DEPTH : positive := %d;
              constant WIDTH : positive := %d;
              type memory is array (0 to DEPTH - 1) of std_logic_vector(WIDTH - 1 downto 0);
              constant WORDS : memory := (
            """,
            image.name(),
            image.depth(),
            image.width()));
    for (int address = 0; address < image.depth(); address++) {
      text.text("    " + address + " => ");
      BitString.append(text, image, address).text(address < image.depth() - 1 ? ",\n" : ");\n");
    }
    text.text("end package;\n").flush();
  }
}
