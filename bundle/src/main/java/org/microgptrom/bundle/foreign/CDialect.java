package org.microgptrom.bundle.foreign;

import java.io.ByteArrayOutputStream;

/**
 * The first array of integers of a C source that has an initialiser in braces. Each number is a
 * word; in a two-dimensional array each row is one, its least significant part first.
 */
final class CDialect implements Dialect {
  private int bits; // of a number

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.C);
    findInitialiser(text);
    if (!text.more()) {
      throw text.unexpected("a number");
    }
    long depth = text.peek() == '{' ? rows(text, sink) : numbers(text, sink);
    sink.depth(depth);
    text.expect(';');
  }

  /** Passes everything up to the brace of the initialiser, and keeps the type on the way. */
  private void findInitialiser(SourceText text) {
    boolean assigned = false;
    while (text.more()) {
      if (text.atName()) {
        String name = text.name();
        bits = assigned ? bits : bits(name);
        continue;
      }
      int c = text.take();
      if (c == '#') {
        text.restOfLine();
      }
      if (c == '{' && assigned) {
        return;
      }
      assigned = c == '=';
      bits = c == ';' ? 0 : bits;
    }
    throw text.unexpected("an array of integers with an initialiser: TYPE NAME[] = { ... }");
  }

  /**
   * The bits of a number of the type with this name; a name of no type leaves them as they were.
   */
  private int bits(String name) {
    return switch (name) {
      case "char", "int8_t", "uint8_t" -> 8;
      case "short", "int16_t", "uint16_t" -> 16;
      case "int" -> bits == 16 ? 16 : 32; // "short int"
      case "int32_t", "uint32_t" -> 32;
      case "int64_t", "uint64_t" -> 64;
      default -> bits;
    };
  }

  private long numbers(SourceText text, MemorySink sink) {
    if (bits > 0) {
      sink.room(bits);
    }
    long address = 0;
    while (!text.accept('}')) {
      text.more();
      sink.word(address++, Literal.c(text));
      separator(text);
    }
    return address;
  }

  private long rows(SourceText text, MemorySink sink) {
    int bytes = (bits == 0 ? 16 : bits) / Byte.SIZE; // of a number
    short[] lanes = new short[(bytes + 1) / 2];
    Numeral word = new Numeral();
    long address = 0;
    int perRow = 0;
    while (!text.accept('}')) {
      text.expect('{');
      ByteArrayOutputStream row = new ByteArrayOutputStream();
      while (!text.accept('}')) {
        text.more();
        Numeral number = Literal.c(text);
        requireFits(text, number, Byte.SIZE * bytes);
        number.lanes(lanes);
        for (int i = 0; i < bytes; i++) {
          row.write(lanes[i / 2] >> (8 * (i % 2)));
        }
        separator(text);
      }
      if (row.size() == 0 || (perRow > 0 && row.size() != perRow)) {
        throw text.fault("the row before this has more or fewer numbers than the first", "");
      }
      perRow = row.size();
      sink.word(address++, word.ofBytes(row.toByteArray()));
      separator(text);
    }
    return address;
  }

  private static void requireFits(SourceText text, Numeral number, int bits) {
    if (number.significantBits() > bits) {
      throw text.fault("a number before this has more than " + bits + " bits", "");
    }
  }

  private static void separator(SourceText text) {
    if (!text.accept(',') && text.peek() != '}') {
      throw text.unexpected("',' or '}'");
    }
  }
}
