package org.microgptrom.bundle.foreign;

import java.util.ArrayList;
import java.util.List;

/**
 * Intel's (Altera's) Memory Initialization File: settings in any order, then addresses or ranges of
 * them, each with one word or several. The words of a range are repeated until it is full.
 */
final class MifDialect implements Dialect {
  private static final long MOST = Integer.MAX_VALUE;

  private int addressRadix = 16;
  private int dataRadix = 16;
  private boolean signed;

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.MIF);
    settings(text, sink);
    if (!text.more() || !text.name().equals("begin")) {
      throw text.unexpected("BEGIN after CONTENT");
    }
    while (!atEnd(text)) {
      entry(text, sink);
    }
    text.accept(';');
    if (text.more()) {
      throw text.unexpected("the end of the file after END");
    }
  }

  private void settings(SourceText text, MemorySink sink) {
    text.more();
    for (String name = text.name(); !name.equals("content"); name = text.name()) {
      if (!List.of("width", "depth", "address_radix", "data_radix").contains(name)) {
        throw text.unexpected("WIDTH, DEPTH, ADDRESS_RADIX, DATA_RADIX or CONTENT before this");
      }
      text.expect('=');
      text.more();
      switch (name) {
        case "width" -> sink.width(text.number("bits in a word", 10, MOST));
        case "depth" -> sink.depth(text.number("the number of words", 10, MOST));
        case "address_radix" -> addressRadix = radix(text, text.name());
        default -> {
          String radix = text.name();
          dataRadix = radix(text, radix);
          signed = radix.equals("dec");
        }
      }
      text.expect(';');
      text.more();
    }
  }

  private static int radix(SourceText text, String name) {
    return switch (name) {
      case "bin" -> 2;
      case "oct" -> 8;
      case "dec", "uns" -> 10;
      case "hex" -> 16;
      default -> throw text.unexpected("a radix (BIN, OCT, DEC, UNS or HEX) before this");
    };
  }

  /**
   * Passes END. No word or address starts with the letters of END, except for {@code e} and {@code
   * en}.
   */
  private static boolean atEnd(SourceText text) {
    if (!text.more()) {
      throw text.unexpected("an address or END");
    }
    boolean end = lower(text.peek(0)) == 'e' && lower(text.peek(1)) == 'n';
    if (end && !text.name().equals("end")) {
      throw text.unexpected("END before this");
    }
    return end;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
  }

  private void entry(SourceText text, MemorySink sink) {
    boolean range = text.accept('[');
    text.more();
    long first = text.number("an address", addressRadix, MOST);
    long last = first;
    if (range) {
      text.expect('.');
      text.expect('.');
      text.more();
      last = text.number("the last address of the range", addressRadix, MOST);
      if (last < first) {
        throw text.fault("the range ends before it begins, at " + first, "");
      }
      text.expect(']');
    }
    text.expect(':');
    if (range) {
      fill(text, sink, first, last);
    } else {
      do {
        sink.word(first++, word(text));
      } while (!endOfEntry(text));
    }
  }

  private void fill(SourceText text, MemorySink sink, long first, long last) {
    List<Numeral> pattern = new ArrayList<>();
    do {
      pattern.add(word(text).copy());
    } while (!endOfEntry(text));
    if (pattern.size() > last - first + 1) {
      throw text.fault(
          pattern.size() + " words for a range of " + (last - first + 1) + " addresses", "");
    }
    for (long address = first; address <= last; address++) {
      sink.word(address, pattern.get((int) ((address - first) % pattern.size())));
    }
  }

  private Numeral word(SourceText text) {
    text.more();
    return signed ? text.signedNumber("a word", dataRadix) : text.number("a word", dataRadix);
  }

  private static boolean endOfEntry(SourceText text) {
    text.accept(',');
    return text.accept(';');
  }
}
