package org.microgptrom.bundle.foreign;

/** Motorola S-records of any length and type, in any order and case. */
final class SrecDialect implements Dialect {
  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.RECORDS);
    long records = 0;
    boolean ended = false;
    while (!ended) {
      if (!text.more()) {
        throw text.unexpected("a record or S7, S8 or S9", "the file may be cut short");
      }
      if (!text.accept('S')) {
        text.expect('s');
      }
      int type = text.peek() - '0';
      if (type < 0 || type > 9 || type == 4) {
        throw text.unexpected("a record type, one of 0 to 3 and 5 to 9");
      }
      text.take();
      int addressBytes =
          type == 0 || type == 5 ? 2 : type == 6 ? 3 : type < 4 ? type + 1 : 11 - type;
      boolean data = type >= 1 && type <= 3;
      long address = record(text, addressBytes, data, sink);
      if (data) {
        records++;
      } else if ((type == 5 || type == 6) && address != records) {
        throw text.fault("counts " + address + " data records before it, not " + records, "");
      }
      ended = type >= 7;
    }
    if (text.more()) {
      throw text.unexpected("the end of the file after the last record");
    }
  }

  /** Passes count, address, data and checksum; returns the address. */
  private static long record(SourceText text, int addressBytes, boolean data, MemorySink sink) {
    int length = text.octet("the number of bytes to come");
    if (length < addressBytes + 1) {
      throw text.fault(
          "has " + length + " bytes, at least " + (addressBytes + 1) + " expected", "");
    }
    int sum = length;
    long address = 0;
    for (int i = 0; i < addressBytes; i++) {
      int value = text.octet("an address");
      address = address << 8 | value;
      sum += value;
    }
    for (int i = 0; i < length - addressBytes - 1; i++) {
      int value = text.octet("a data byte");
      sum += value;
      if (data) {
        sink.octet(address + i, value);
      }
    }
    Checksum.require(text, ~sum & 0xFF);
    return address;
  }
}
