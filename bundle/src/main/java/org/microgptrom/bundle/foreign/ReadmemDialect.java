package org.microgptrom.bundle.foreign;

/**
 * What {@code $readmemh} or {@code $readmemb} reads, IEEE 1364-2005 clause 17.2.9: words separated
 * by white space or comments, {@code @address} to say where the next word goes, underscores between
 * digits.
 */
record ReadmemDialect(int radix) implements Dialect {
  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.READMEM);
    long address = 0;
    while (text.more()) {
      if (text.peek() == '@') {
        text.take();
        address = text.number("an address", 16, Long.MAX_VALUE / 2);
      } else {
        sink.word(address++, text.number("a word", radix));
      }
      if (text.peek() == ',') {
        throw text.unexpected(
            "white space after a word", "$readmemh and $readmemb take no commas: remove them");
      }
    }
  }
}
