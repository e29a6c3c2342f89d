package org.microgptrom.bundle.foreign;

/**
 * Xilinx's (AMD's) coefficient file, UG896: a radix, then a vector, whose words are separated by
 * commas or white space. A semicolon ends a statement, or starts a comment where no statement can
 * end.
 */
final class CoeDialect implements Dialect {
  private int radix;

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.COE);
    boolean vector = false;
    while (moreStatements(text)) {
      String name = text.name();
      switch (name) {
        case "memory_initialization_radix" -> {
          text.expect('=');
          text.more();
          radix = (int) text.number("the radix", 10, 16);
          if (radix != 2 && radix != 8 && radix != 10 && radix != 16) {
            throw text.fault("has radix " + radix + ", one of 2, 8, 10, 16 expected", "");
          }
          text.expect(';');
        }
        case "memory_initialization_vector" -> {
          if (radix == 0 || vector) {
            throw text.fault(
                "expected one memory_initialization_radix, then one memory_initialization_vector",
                "");
          }
          text.expect('=');
          vector(text, sink);
          vector = true;
        }
        default ->
            throw text.unexpected(
                "memory_initialization_radix, memory_initialization_vector or a comment before"
                    + " this");
      }
    }
    if (!vector) {
      throw text.unexpected("memory_initialization_vector");
    }
  }

  /**
   * Passes the comments before a statement, those after the semicolon of the previous one included.
   */
  private static boolean moreStatements(SourceText text) {
    while (text.more()) {
      if (text.peek() != ';') {
        return true;
      }
      text.restOfLine();
    }
    return false;
  }

  private void vector(SourceText text, MemorySink sink) {
    long address = 0;
    boolean open = true; // nothing, or a comma, has come: a word must follow
    while (true) {
      if (!text.more()) {
        throw text.unexpected("the semicolon that ends the vector", "the file may be cut short");
      }
      int c = text.peek();
      if (c == ';' && open) {
        text.restOfLine();
      } else if (c == ';') {
        text.take();
        return;
      } else if (c == ',' && !open) {
        text.take();
        open = true;
      } else {
        sink.word(address++, text.number("a word", radix));
        open = false;
      }
    }
  }
}
