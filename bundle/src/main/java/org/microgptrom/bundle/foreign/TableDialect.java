package org.microgptrom.bundle.foreign;

import java.util.Locale;
import java.util.Map;
import org.microgptrom.model.rom.MemoryFormat;

/**
 * Reads Lattice's, Gowin's and Microchip's files: perhaps a header of lines {@code #Key=Value},
 * then words, or in each line an address, a colon and the words from there on.
 */
final class TableDialect implements Dialect {
  private static final long MOST = Integer.MAX_VALUE;

  /** Lattice's numbers for the radices of addresses and data. */
  private static final Map<Long, Integer> RADICES = Map.of(0L, 2, 1L, 8, 2L, 10, 3L, 16);

  private MemoryFormat format;
  private int radix;
  private int addressRadix = 16;

  /** Reads a file as this format, unless its header states another format of the same vendor. */
  TableDialect(MemoryFormat format) {
    this.format = format;
    radix =
        switch (format) {
          case LATTICE_BIN, GOWIN_BIN, MICROCHIP_BIN -> 2;
          default -> 16;
        };
  }

  /** The format that the header states, known after {@link #read}. */
  MemoryFormat format() {
    return format;
  }

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.NONE);
    while (text.more() && text.peek() == '#') {
      text.take();
      text.blanks();
      header(text, text.name(), sink);
      text.restOfLine();
    }
    text.comments(Comments.READMEM);
    boolean addressed =
        switch (format) {
          case LATTICE_ADDRHEX, GOWIN_ADDRHEX, MICROCHIP_HEX -> true;
          default -> false;
        };
    for (long address = 0; text.more(); ) {
      if (addressed) {
        address = text.number("an address", addressRadix, MOST);
        text.expect(':');
      }
      long line = text.line();
      do {
        text.blanks();
        sink.word(address++, text.number("a word", radix));
      } while (text.more() && text.line() == line);
    }
  }

  private void header(SourceText text, String key, MemorySink sink) {
    text.blanks();
    if (text.peek() != '=') {
      return; // "#Data", or a comment
    }
    text.take();
    text.blanks();
    switch (key) {
      case "format", "file_format" -> format = format(text, text.name());
      case "depth", "address_depth" -> sink.depth(text.number("the number of words", 10, MOST));
      case "width", "data_width" -> sink.width(text.number("bits in a word", 10, MOST));
      case "addrradix" -> addressRadix = radix(text);
      case "dataradix" -> radix = radix(text);
      default -> {}
    }
  }

  private static int radix(SourceText text) {
    long code = text.number("a radix", 10, MOST);
    if (!RADICES.containsKey(code)) {
      throw text.fault(
          "has radix "
              + code
              + ", one of 0 (binary), 1 (octal), 2 (decimal), 3 (hexadecimal)"
              + " expected",
          "");
    }
    return RADICES.get(code);
  }

  private MemoryFormat format(SourceText text, String name) {
    String vendor = format.toString().replaceFirst("-.*", "");
    MemoryFormat said =
        MemoryFormat.named(vendor + "-" + name.toLowerCase(Locale.ROOT))
            .orElseThrow(
                () -> text.unexpected("one of the formats Hex, Bin and AddrHex before this"));
    radix = name.equals("bin") ? 2 : 16;
    return said;
  }
}
