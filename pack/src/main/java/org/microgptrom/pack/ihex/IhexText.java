package org.microgptrom.pack.ihex;

import java.io.IOException;
import org.microgptrom.pack.memory.MemoryText;

/**
 * Writes records of Intel HEX: a colon, the number of data bytes, an address, a type, the data, and
 * the byte that makes the sum of all bytes zero modulo 256.
 */
final class IhexText {
  static final int DATA = 0;
  private static final int END_OF_FILE = 1;
  private static final int EXTENDED_SEGMENT_ADDRESS = 2;
  private static final int EXTENDED_LINEAR_ADDRESS = 4;

  private final MemoryText text;
  private int sum;

  IhexText(MemoryText text) {
    this.text = text;
  }

  void start(int count, int address, int type) throws IOException {
    text.text(":");
    sum = 0;
    data(count);
    data(address >> 8);
    data(address);
    data(type);
  }

  /** Appends the low eight bits of a value as a data byte. */
  void data(int value) throws IOException {
    text.upperHex(value, 2);
    sum += value;
  }

  void end() throws IOException {
    text.upperHex(-sum, 2).text("\n");
  }

  /** Appends a record after which addresses count from 65,536 times {@code upper}. */
  void extendedLinearAddress(int upper) throws IOException {
    extendedAddress(EXTENDED_LINEAR_ADDRESS, upper);
  }

  /** Appends a record after which addresses count from 16 times {@code paragraph}. */
  void extendedSegmentAddress(int paragraph) throws IOException {
    extendedAddress(EXTENDED_SEGMENT_ADDRESS, paragraph);
  }

  private void extendedAddress(int type, int value) throws IOException {
    start(2, 0, type);
    data(value >> 8);
    data(value);
    end();
  }

  void finish() throws IOException {
    start(0, 0, END_OF_FILE);
    end();
    text.flush();
  }
}
