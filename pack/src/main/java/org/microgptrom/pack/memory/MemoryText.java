package org.microgptrom.pack.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.microgptrom.model.rom.RomImage;

/**
 * Writes ASCII text with memory words through a buffer of its own: images have up to 100 million
 * digits, too many for a string per word.
 */
public final class MemoryText {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] LOWER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int length;

  /** Text for {@code out}, complete after {@link #flush}. */
  public MemoryText(OutputStream out) {
    this.out = out;
  }

  /** Appends these ASCII characters. */
  public MemoryText text(String ascii) throws IOException {
    for (int i = 0; i < ascii.length(); i++) {
      put((byte) ascii.charAt(i));
    }
    return this;
  }

  /**
   * Appends one word of the image in as many hexadecimal digits as its width takes, the most
   * significant (of the highest lane) first.
   */
  public MemoryText word(RomImage image, int address) throws IOException {
    int above = image.width(); // bits of this lane and of those below it
    for (int lane = image.lanes() - 1; lane >= 0; lane--) {
      int bits = above - RomImage.LANE_BITS * lane;
      digits(image.value(address, lane), (bits + 3) / 4, LOWER);
      above -= bits;
    }
    return this;
  }

  /** Appends one word of the image in binary: width digits, the most significant first. */
  public MemoryText bits(RomImage image, int address) throws IOException {
    for (int bit = image.width() - 1; bit >= 0; bit--) {
      int value = image.value(address, bit / RomImage.LANE_BITS);
      put((byte) ('0' + ((value >> (bit % RomImage.LANE_BITS)) & 1)));
    }
    return this;
  }

  /** Appends every word of the image in a line of its own, in hexadecimal or in binary. */
  public MemoryText lines(RomImage image, boolean binary) throws IOException {
    for (int address = 0; address < image.depth(); address++) {
      (binary ? bits(image, address) : word(image, address)).text("\n");
    }
    return this;
  }

  /**
   * Appends every word of the image in a line of its own, in hexadecimal after its address and
   * {@code separator}.
   */
  public MemoryText addressedLines(RomImage image, String separator) throws IOException {
    for (int address = 0; address < image.depth(); address++) {
      number(address).text(separator).word(image, address).text("\n");
    }
    return this;
  }

  /** Appends a number that is not negative, hexadecimal, without leading zeros. */
  public MemoryText number(int value) throws IOException {
    return hex(value, Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 3) / 4));
  }

  /** Appends this many low hexadecimal digits of a number, in lower case. */
  public MemoryText hex(int value, int count) throws IOException {
    digits(value, count, LOWER);
    return this;
  }

  /** Appends this many low hexadecimal digits of a number, in upper case. */
  public MemoryText upperHex(int value, int count) throws IOException {
    digits(value, count, UPPER);
    return this;
  }

  /** Hands all text to the stream and flushes it. */
  public void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
    out.flush();
  }

  private void digits(int value, int count, byte[] digits) throws IOException {
    require(count);
    for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) {
      buffer[length++] = digits[(value >> shift) & 15];
    }
  }

  private void put(byte character) throws IOException {
    require(1);
    buffer[length++] = character;
  }

  /** Makes room for this many bytes. */
  private void require(int bytes) throws IOException {
    if (length + bytes > BUFFER_BYTES) {
      out.write(buffer, 0, length);
      length = 0;
    }
  }
}
