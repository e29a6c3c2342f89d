package org.microgptrom.model.rom;

import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Digests;

/**
 * The content of one memory: {@code depth} words of {@code width} bits in lanes of 16. Lane 0 holds
 * the least significant bits, as {@code word[16*lane +: 16]} in Verilog; where the width is no
 * multiple of 16, the bits of the highest lane above it are 0.
 */
public final class RomImage {
  /** The bits of one lane. */
  public static final int LANE_BITS = 16;

  /** The bytes, about, that are digested at once. */
  private static final int DIGEST_BYTES = 1 << 13;

  private static final int SIGNATURE_POLYNOMIAL = 0x04C11DB7;

  private final MemoryShape shape;
  private final int lanes;
  private final int depth;
  private final int wordBytes;
  private final Content content;
  private @Nullable String sha256; // null until asked for

  /** The source of an image's values, which gives the same values each time. */
  @FunctionalInterface
  public interface Content {
    /** The 16 bits of one lane of one word, where lane and word are within the image. */
    short value(int address, int lane);
  }

  /**
   * An image with these values.
   *
   * @param name base name of the files that hold the image
   * @param lanes 16-bit values in a word, at least 1
   * @param content (depth, lanes), row-major; shared, not copied, and not written to any more
   */
  public RomImage(String name, int lanes, short[] content) {
    this(
        name,
        lanes,
        lanes < 1 ? 0 : content.length / lanes,
        (address, lane) -> content[address * lanes + lane]);
    if (content.length % lanes != 0) {
      throw new IllegalArgumentException(
          "image " + name + ": " + content.length + " values do not fill words of " + lanes);
    }
  }

  /**
   * An image whose values are computed or are part of other images, so that it takes no memory of
   * its own.
   */
  public RomImage(String name, int lanes, int depth, Content content) {
    this(new MemoryShape(name, LANE_BITS * lanes, depth), content);
  }

  /** An image of words of any width whose values are computed, without bits above the width. */
  public static RomImage computed(MemoryShape shape, Content content) {
    return new RomImage(shape, content);
  }

  private RomImage(MemoryShape shape, Content content) {
    this.shape = shape;
    this.lanes = shape.lanes();
    this.depth = shape.depth();
    this.wordBytes = shape.bytesPerWord();
    this.content = content;
  }

  /**
   * An image of words of any width.
   *
   * @param content (depth, lanes), row-major; shared, not copied, and not written to any more; no
   *     value has bits above the width
   */
  public static RomImage of(MemoryShape shape, short[] content) {
    if (content.length != shape.values()) {
      throw new IllegalArgumentException(
          shape + ": " + content.length + " values, not " + shape.values());
    }
    int lanes = shape.lanes();
    for (int at = lanes - 1; at < content.length; at += lanes) {
      if (Short.toUnsignedInt(content[at]) >> shape.laneBits(lanes - 1) != 0) {
        throw new IllegalArgumentException(
            shape + ": word " + at / lanes + " has more than " + shape.width() + " bits");
      }
    }
    return new RomImage(shape, (address, lane) -> content[address * lanes + lane]);
  }

  /** The base name of the files that hold the image. */
  public String name() {
    return shape.name();
  }

  /** The number of 16-bit values that hold a word. */
  public int lanes() {
    return lanes;
  }

  /** The number of bits in a word. */
  public int width() {
    return shape.width();
  }

  /** The number of words. */
  public int depth() {
    return depth;
  }

  /** The name and size of the image. */
  public MemoryShape shape() {
    return shape;
  }

  /** The 16 bits of one lane of one word. */
  public short value(int address, int lane) {
    return content.value(Objects.checkIndex(address, depth), Objects.checkIndex(lane, lanes));
  }

  /**
   * Puts a value into a word that has zeros there.
   *
   * @param value of up to 16 bits, zeros above
   * @param bit of the word at which the value's lowest one is
   * @param lanes of all words
   * @param first the word's lowest lane
   */
  public static void put(short value, int bit, short[] lanes, int first) {
    int at = first + bit / LANE_BITS;
    int shifted = Short.toUnsignedInt(value) << bit % LANE_BITS;
    lanes[at] |= (short) shifted;
    if (shifted >>> LANE_BITS != 0) {
      lanes[at + 1] |= (short) (shifted >>> LANE_BITS);
    }
  }

  /**
   * A value of a word that is filled by values of {@code bits} bits, 1..16, the first one in its
   * lowest bits.
   */
  public short value(int address, int index, int bits) {
    return bits(Objects.checkIndex(address, depth), index * bits, bits);
  }

  /** Up to 16 bits of a word from a bit on; those above the word are 0. */
  private short bits(int address, int from, int count) {
    int lane = from / LANE_BITS;
    int low = from % LANE_BITS;
    int value = lane < lanes ? Short.toUnsignedInt(content.value(address, lane)) >> low : 0;
    if (low + count > LANE_BITS && lane + 1 < lanes) {
      value |= Short.toUnsignedInt(content.value(address, lane + 1)) << (LANE_BITS - low);
    }
    return (short) (value & ((1 << count) - 1));
  }

  /** The part of this image that a file holds, padded with zeros. */
  public RomImage part(RomFile file) {
    MemoryShape part = file.shape();
    return new RomImage(
        part,
        (address, lane) ->
            address < depth - file.base()
                ? bits(file.base() + address, file.bit() + LANE_BITS * lane, part.laneBits(lane))
                : 0);
  }

  /** A byte of the canonical stream, see {@link #sha256}. */
  public byte canonicalByte(long index) {
    int inWord = (int) (index % wordBytes);
    return (byte) (value((int) (index / wordBytes), inWord / 2) >> (8 * (inWord % 2)));
  }

  /**
   * The digest of the canonical stream, the same for every file format: words in address order,
   * each in as many bytes as its width takes, least significant first.
   */
  public synchronized String sha256() {
    if (sha256 == null) {
      sha256 = digest();
    }
    return sha256;
  }

  private String digest() {
    MessageDigest digest = Digests.sha256();
    byte[] bytes = new byte[DIGEST_BYTES + wordBytes];
    int count = 0;
    for (int address = 0; address < depth; address++) {
      for (int i = 0; i < wordBytes; i += 2) {
        short value = content.value(address, i / 2);
        bytes[count++] = (byte) value;
        if (i + 1 < wordBytes) {
          bytes[count++] = (byte) (value >> 8);
        }
      }
      if (count >= DIGEST_BYTES) {
        digest.update(bytes, 0, count);
        count = 0;
      }
    }
    digest.update(bytes, 0, count);
    return Digests.hex(digest);
  }

  /**
   * The signature that the circuit's self-test computes from the memory, by a 32-bit multiple-input
   * signature register with the polynomial of CRC-32 (IEEE 802.3), all ones at first. The register
   * takes the words in address order, each folded to 16 bits: lane i rotated left by i, all lanes
   * added modulo 2.
   */
  public int signature() {
    int signature = -1;
    for (int address = 0; address < depth(); address++) {
      int folded = 0;
      for (int lane = 0; lane < lanes; lane++) {
        int value = Short.toUnsignedInt(value(address, lane));
        int by = lane % LANE_BITS;
        folded ^= (value << by | value >>> (LANE_BITS - by)) & 0xFFFF;
      }
      signature = signature << 1 ^ (signature < 0 ? SIGNATURE_POLYNOMIAL : 0) ^ folded;
    }
    return signature;
  }
}
