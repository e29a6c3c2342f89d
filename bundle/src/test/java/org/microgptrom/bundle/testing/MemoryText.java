package org.microgptrom.bundle.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.rom.MemoryFormat;

/** The memory files of docs/formats.md, written as plainly as possible. */
public final class MemoryText {
  private MemoryText() {}

  /** The file of an image with these values, (depth, lanes). */
  public static byte[] of(MemoryFormat format, short[] values, int lanes) {
    List<String> words = new ArrayList<>();
    for (int address = 0; address < values.length / lanes; address++) {
      StringBuilder word = new StringBuilder();
      for (int lane = 0; lane < lanes; lane++) {
        word.insert(0, hex(values[address * lanes + lane]));
      }
      words.add(word.toString());
    }
    String text =
        switch (format) {
          case READMEMH -> String.join("\n", words) + "\n";
          case MIF -> mif(words);
          case COE ->
              "memory_initialization_radix=16;\nmemory_initialization_vector=\n"
                  + String.join(",\n", words)
                  + ";\n";
          default -> throw new IllegalArgumentException("only the default formats: " + format);
        };
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String mif(List<String> words) {
    StringBuilder text = new StringBuilder();
    text.append("DEPTH = " + words.size() + ";\n");
    text.append("WIDTH = " + 4 * words.get(0).length() + ";\n");
    text.append("ADDRESS_RADIX = HEX;\nDATA_RADIX = HEX;\nCONTENT BEGIN\n");
    for (int address = 0; address < words.size(); address++) {
      text.append(String.format(Locale.ROOT, "%x : %s;\n", address, words.get(address)));
    }
    return text + "END;\n";
  }

  /** Four digits. */
  public static String hex(short value) {
    return Integer.toHexString(0x10000 | (value & 0xFFFF)).substring(1);
  }
}
