package org.microgptrom.pack.c;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.memory.MemoryText;
import org.microgptrom.pack.memory.MemoryWriter;

/**
 * Writes a C99 header with the words as a constant array, (depth, lanes), of {@code uint16_t}; of
 * {@code uint8_t} where a word has up to 8 bits.
 */
public final class CWriter implements MemoryWriter {
  @Override
  public MemoryFormat format() {
    return MemoryFormat.C;
  }

  @Override
  public void write(RomImage image, OutputStream out) throws IOException {
    MemoryText text = new MemoryText(out);
    int cellBits = image.width() > Byte.SIZE ? Short.SIZE : Byte.SIZE;
    text.text(
        String.format(
            Locale.ROOT,
            """
            #ifndef %1$s_ROM_H
            #define %1$s_ROM_H

            #include <stdint.h>

            #define %1$s_DEPTH %3$d
            #define %1$s_LANES %4$d

            /* Of each word the least significant 16 bits come first. */
            static const uint%5$d_t %2$s_rom[%1$s_DEPTH][%1$s_LANES] = {
            """,
            image.name().toUpperCase(Locale.ROOT),
            image.name(),
            image.depth(),
            image.lanes(),
            cellBits));
    for (int address = 0; address < image.depth(); address++) {
      for (int lane = 0; lane < image.lanes(); lane++) {
        text.text(lane == 0 ? "  {0x" : ", 0x").hex(image.value(address, lane), cellBits / 4);
      }
      text.text(address < image.depth() - 1 ? "},\n" : "}\n");
    }
    text.text("};\n\n#endif\n").flush();
  }
}
