package org.microgptrom.exchange.memory;

import java.util.Map;

/**
 * The first array of integers of a C source that has an initialiser in braces: each number is a
 * word, or each row of a two-dimensional array, its least significant part first.
 */
final class CDialect implements Dialect {
  private static final Map<String, Integer> BITS =
      Map.of(
          "char",
          8,
          "short",
          16,
          "int",
          32,
          "int8_t",
          8,
          "uint8_t",
          8,
          "int16_t",
          16,
          "uint16_t",
          16,
          "int32_t",
          32,
          "uint32_t",
          32,
          "uint64_t",
          64);

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
        bits = assigned ? bits : BITS.getOrDefault(name, bits);
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
    int bytes = (bits == 0 ? 16 : bits) / Byte.SIZE;
    short[] lanes = new short[(bytes + 1) / 2];
    long address = 0;
    int perRow = 0;
    while (!text.accept('}')) {
      text.expect('{');
      int inRow = 0;
      while (!text.accept('}')) {
        text.more();
        Numeral number = Literal.c(text);
        requireFits(text, number, Byte.SIZE * bytes);
        number.lanes(lanes);
        for (int i = 0; i < bytes; i++) {
          sink.octet(address++, lanes[i / 2] >> (8 * (i % 2)) & 0xFF);
        }
        inRow++;
        separator(text);
      }
      if (perRow > 0 && inRow != perRow) {
        throw text.fault("a row of " + inRow + " numbers before this, " + perRow + " expected", "");
      }
      perRow = inRow;
      separator(text);
    }
    if (perRow == 0) {
      throw text.fault("an array without numbers", "");
    }
    sink.room(8L * bytes * perRow);
    return address / bytes / perRow;
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
