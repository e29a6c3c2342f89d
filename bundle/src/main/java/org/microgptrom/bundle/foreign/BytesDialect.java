package org.microgptrom.bundle.foreign;

import java.nio.ByteOrder;

/** A file of words one after the other and nothing else. */
record BytesDialect(int wordBytes, ByteOrder order) implements Dialect {
  @Override
  public void read(SourceText text, MemorySink sink) {
    long at = 0;
    while (text.peek() != SourceText.END) {
      int inWord = (int) (at % wordBytes);
      long least = at - inWord;
      sink.octet(order == ByteOrder.BIG_ENDIAN ? least + wordBytes - 1 - inWord : at, text.take());
      at++;
    }
    if (at % wordBytes != 0) {
      throw text.fault(
          "ends within a word of " + wordBytes + " bytes",
          "the file is cut short, or its words have another size: see --width");
    }
  }
}
