package org.microgptrom.bundle.testing;

import java.math.BigInteger;
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
    List<BigInteger> words = new ArrayList<>();
    for (int address = 0; address < values.length / lanes; address++) {
      StringBuilder word = new StringBuilder();
      for (int lane = 0; lane < lanes; lane++) {
        word.insert(0, hex(values[address * lanes + lane]));
      }
      words.add(new BigInteger(word.toString(), 16));
    }
    return of(format, words, 16 * lanes);
  }

  /** The file of an image with these words of {@code width} bits. */
  public static byte[] of(MemoryFormat format, List<BigInteger> values, int width) {
    List<String> words = values.stream().map(word -> hex(word, width)).toList();
    String text =
        switch (format) {
          case READMEMH -> String.join("\n", words) + "\n";
          case MIF -> mif(words, width);
          case COE ->
              "memory_initialization_radix=16;\nmemory_initialization_vector=\n"
                  + String.join(",\n", words)
                  + ";\n";
          default -> throw new IllegalArgumentException("only the default formats: " + format);
        };
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String mif(List<String> words, int width) {
    StringBuilder text = new StringBuilder();
    text.append("DEPTH = " + words.size() + ";\n");
    text.append("WIDTH = " + width + ";\n");
    text.append("ADDRESS_RADIX = HEX;\nDATA_RADIX = HEX;\nCONTENT BEGIN\n");
    for (int address = 0; address < words.size(); address++) {
      text.append(String.format(Locale.ROOT, "%x : %s;\n", address, words.get(address)));
    }
    return text + "END;\n";
  }

  /** Four digits. */
  public static String hex(short value) {
    return hex(BigInteger.valueOf(value & 0xFFFF), 16);
  }

  /** As many digits as hold so many bits. */
  public static String hex(BigInteger value, int bits) {
    String digits = value.toString(16);
    return "0".repeat((bits + 3) / 4 - digits.length()) + digits;
  }
}
