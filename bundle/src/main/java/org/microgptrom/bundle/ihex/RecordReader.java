package org.microgptrom.bundle.ihex;

import java.util.Locale;
import org.microgptrom.bundle.memory.CanonicalText;

/**
 * Reads records of Intel HEX: {@code :}, count, address, type, data, and a byte that makes the sum
 * of all bytes zero.
 */
final class RecordReader {
  /** The bytes of a line without its data. */
  static final int FRAME = ":00000000FF\n".length();

  private final CanonicalText text;
  private int sum;

  RecordReader(CanonicalText text) {
    this.text = text;
  }

  void begin(int count, int address, int type) {
    String start = String.format(Locale.ROOT, ":%02X%04X%02X", count, address, type);
    text.expect("record", start);
    sum = count + address / 256 + address % 256 + type;
  }

  int data() {
    int value = text.hexByte("a data byte");
    sum += value;
    return value;
  }

  void end() {
    text.expect("checksum", String.format(Locale.ROOT, "%02X", -sum & 0xFF));
    text.expect("\n");
  }

  /** Passes the record that says where the following addresses begin. */
  void upperAddress(int type, int address) {
    begin(2, 0, type);
    text.expect("address", String.format(Locale.ROOT, "%04X", address));
    sum += address / 256 + address % 256;
    end();
  }

  void endOfFile(String after) {
    text.expect("end-of-file record after " + after, ":00000001FF");
    text.expect("\n");
    text.expectEnd("the end-of-file record");
  }

  /** The size of a file with so many data bytes. */
  static long fileBytes(long data, int perRecord, long addressRecords) {
    long records = (data + perRecord - 1) / perRecord;
    return 2 * data + FRAME * (records + 1) + (FRAME + 4L) * addressRecords;
  }
}
