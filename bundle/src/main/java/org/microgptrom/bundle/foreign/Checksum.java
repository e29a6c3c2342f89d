package org.microgptrom.bundle.foreign;

import java.util.Locale;

/** The checksum in the last byte of a record of Intel HEX or Motorola S. */
final class Checksum {
  private Checksum() {}

  static void require(SourceText text, int expected) {
    int found = text.octet("a checksum");
    if (found != expected) {
      throw text.fault(
          String.format(
              Locale.ROOT, "the record has checksum %02X, %02X expected", found, expected),
          "the line was changed or cut");
    }
    text.blanks();
    if (text.peek() != SourceText.END && !SourceText.isSpace(text.peek())) {
      throw text.unexpected("the end of the line after the checksum");
    }
  }
}
