package org.microgptrom.bundle.srec;

import java.util.Locale;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.memory.WordSink;
import org.microgptrom.model.rom.MemoryShape;

/**
 * Reads Motorola S-records: an empty header, records of 16 data bytes, least significant byte of a
 * word first, with addresses of two, three or four bytes, as few as the last address needs, and an
 * end record.
 */
public final class SrecReader implements MemoryReader {
  private static final String HEADER = "S0030000FC\n";
  private static final int RECORD_BYTES = 16;

  @Override
  public void read(CanonicalText text, MemoryShape shape, WordSink sink) {
    short[] word = new short[shape.lanes()];
    int wordBytes = shape.bytesPerWord();
    long bytes = (long) shape.depth() * wordBytes;
    int addressBytes = addressBytes(bytes);
    text.expect("header", HEADER);
    int sum = 0;
    for (long at = 0; at < bytes; at++) {
      if (at % RECORD_BYTES == 0) {
        int length = addressBytes + (int) Math.min(RECORD_BYTES, bytes - at) + 1;
        sum = begin(text, addressBytes - 1, length, addressBytes, at);
      }
      int inWord = (int) (at % wordBytes);
      int value = text.hexByte("a data byte");
      sum += value;
      value <<= 8 * (inWord % 2);
      word[inWord / 2] = (short) (inWord % 2 == 0 ? value : word[inWord / 2] | value);
      if (inWord == wordBytes - 1) {
        text.requireFits(word, shape, (int) (at / wordBytes));
        sink.word((int) (at / wordBytes), word);
      }
      if (at % RECORD_BYTES == RECORD_BYTES - 1 || at == bytes - 1) {
        end(text, sum);
      }
    }
    end(text, begin(text, 11 - addressBytes, addressBytes + 1, addressBytes, 0));
    text.expectEnd(shape.depth() + " words and the last record");
  }

  private static int addressBytes(long bytes) {
    return bytes <= 0x10000 ? 2 : bytes <= 0x1000000 ? 3 : 4;
  }

  private static int begin(
      CanonicalText text, int type, int length, int addressBytes, long address) {
    String format = "S%d%02X%0" + 2 * addressBytes + "X";
    text.expect("record", String.format(Locale.ROOT, format, type, length, address));
    int sum = length;
    for (long rest = address; rest > 0; rest /= 256) {
      sum += (int) (rest % 256);
    }
    return sum;
  }

  private static void end(CanonicalText text, int sum) {
    text.expect("checksum", String.format(Locale.ROOT, "%02X", 255 - sum % 256));
    text.expect("\n");
  }

  @Override
  public long bytes(MemoryShape shape) {
    long bytes = (long) shape.depth() * shape.bytesPerWord();
    long records = (bytes + RECORD_BYTES - 1) / RECORD_BYTES + 1;
    long frame = "S1".length() + 2L + 2L * addressBytes(bytes) + 2L + "\n".length();
    return HEADER.length() + records * frame + 2 * bytes;
  }
}
