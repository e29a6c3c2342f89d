package org.microgptrom.bundle.foreign;

/**
 * Intel HEX (Hexadecimal Object File Format Specification, revision A, 1988): records of any
 * length, in any order and case, of types 00 to 05. Addresses count bytes; in the files of Quartus
 * they count words, whose most significant byte comes first.
 */
final class IhexDialect implements Dialect {
  private static final int SEGMENT = 1 << 16;

  private final boolean asked;
  private final int wordBytes; // 0 where addresses count bytes; -1 as the first record has it

  private long base;
  private boolean segmented;
  private long previous = -2;

  private IhexDialect(boolean asked, int wordBytes) {
    this.asked = asked;
    this.wordBytes = wordBytes;
  }

  /**
   * The dialect whose addresses count bytes.
   *
   * @param asked whether the user asked for this dialect; otherwise a file that looks like
   *     Quartus's is refused
   */
  static IhexDialect bytes(boolean asked) {
    return new IhexDialect(asked, 0);
  }

  /**
   * The dialect whose addresses count words.
   *
   * @param bytes of a word, -1 for as many as the first record has
   */
  static IhexDialect words(int bytes) {
    return new IhexDialect(true, bytes);
  }

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.RECORDS);
    int perWord = wordBytes;
    boolean ended = false;
    while (!ended) {
      if (!text.more()) {
        throw text.unexpected("a record or the end-of-file record", "the file may be cut short");
      }
      Line record = new Line(text);
      if (record.type == 0 && perWord < 0) {
        perWord = record.data.length;
      }
      ended = take(record, perWord, text, sink);
    }
    if (text.more()) {
      throw text.unexpected("the end of the file after the end-of-file record");
    }
  }

  private boolean take(Line record, int perWord, SourceText text, MemorySink sink) {
    switch (record.type) {
      case 0 -> {
        if (segmented && record.address + record.data.length > SEGMENT && perWord == 0) {
          throw text.fault(
              "the record goes on beyond its segment of 64 KiB, where tools disagree",
              "write it with records that end there");
        }
        if (perWord == 0) {
          bytes(record, text, sink);
        } else {
          words(record, perWord, text, sink);
        }
      }
      case 1 -> {
        return true;
      }
      case 2, 4 -> {
        segmented = record.type == 2;
        base = record.number(text) << (segmented ? 4 : 16);
      }
      case 3, 5 -> {} // where a program starts
      default -> throw text.fault("a record of type " + record.type + ", 0..5 expected", "");
    }
    return false;
  }

  private void bytes(Line record, SourceText text, MemorySink sink) {
    long start = base + record.address;
    if (!asked && record.data.length > 1 && start == previous + 1) {
      throw text.fault(
          "each address is one more than the last, though records have "
              + record.data.length
              + " bytes: these may count words",
          "say --from ihex-quartus, or --from ihex if they count bytes");
    }
    previous = start;
    for (int i = 0; i < record.data.length; i++) {
      sink.octet(start + i, record.data[i] & 0xFF);
    }
  }

  private void words(Line record, int perWord, SourceText text, MemorySink sink) {
    if (perWord < 1 || record.data.length % perWord != 0) {
      throw text.fault(
          "a record of " + record.data.length + " bytes, whole words of " + perWord + " expected",
          "");
    }
    Numeral word = new Numeral();
    for (int i = 0; i < record.data.length; i++) {
      if (i % perWord == 0) {
        word.begin(16);
      }
      word.addByte(record.data[i] & 0xFF);
      if ((i + 1) % perWord == 0) {
        sink.word(base + record.address + i / perWord, word);
      }
    }
  }

  /**
   * One line: {@code :}, count, address, type, data, and the byte that makes the sum of all bytes
   * 0.
   */
  private static final class Line {
    final int type;
    final int address;
    final byte[] data;

    Line(SourceText text) {
      text.expect(':');
      data = new byte[text.octet("the number of data bytes")];
      int high = text.octet("an address");
      int low = text.octet("an address");
      address = 256 * high + low;
      type = text.octet("a record type");
      int sum = data.length + high + low + type;
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) text.octet("a data byte");
        sum += data[i];
      }
      Checksum.require(text, -sum & 0xFF);
    }

    long number(SourceText text) {
      if (data.length != 2) {
        throw text.fault("an address record of " + data.length + " bytes, 2 expected", "");
      }
      return 256L * (data[0] & 0xFF) + (data[1] & 0xFF);
    }
  }
}
