package org.microgptrom.bundle.foreign;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A number of any length that is built digit by digit; one object serves for all numbers of a file.
 */
final class Numeral {
  private int radix = 16;
  private byte[] digits = new byte[64];
  private int count;
  private int largest;
  private boolean negative;

  /** Begins a number of radix 2, 8, 10 or 16. */
  Numeral begin(int radix) {
    this.radix = radix;
    count = 0;
    largest = 0;
    negative = false;
    return this;
  }

  /** Appends the next digit, the most significant of a number first. */
  Numeral add(int digit) {
    if (count == digits.length) {
      digits = Arrays.copyOf(digits, 2 * count);
    }
    digits[count++] = (byte) digit;
    largest = Math.max(largest, digit);
    return this;
  }

  /** Appends the next byte of a hexadecimal number. */
  Numeral addByte(int value) {
    return add(value >> 4).add(value & 15);
  }

  /** Becomes the number of these bytes, the least significant one first. */
  Numeral ofBytes(byte[] bytes) {
    begin(16);
    for (int i = bytes.length - 1; i >= 0; i--) {
      addByte(bytes[i] & 0xFF);
    }
    return this;
  }

  Numeral negative(boolean isNegative) {
    negative = isNegative;
    return this;
  }

  /** A copy of the number that keeps its value when this object takes the next number. */
  Numeral copy() {
    Numeral copy = new Numeral().begin(radix).negative(negative);
    for (int i = 0; i < count; i++) {
      copy.add(digits[i]);
    }
    return copy;
  }

  int count() {
    return count;
  }

  int largestDigit() {
    return largest;
  }

  /**
   * The number of bits that the digits can hold; 0 for a decimal number, whose digits don't tell.
   */
  int digitBits() {
    return radix == 10 ? 0 : count * bitsPerDigit();
  }

  /**
   * The number of bits up to the highest one that is set, of a negative number in two's complement.
   */
  int significantBits() {
    if (radix == 10 || negative) {
      BigInteger value = value();
      return value.bitLength() + (value.signum() < 0 ? 1 : 0);
    }
    int first = 0;
    while (first < count && digits[first] == 0) {
      first++;
    }
    return first == count
        ? 0
        : (count - first - 1) * bitsPerDigit() + 32 - Integer.numberOfLeadingZeros(digits[first]);
  }

  /** The number, or {@code limit} if it is larger. */
  long atMost(long limit) {
    long value = 0;
    for (int i = 0; i < count && value < limit; i++) {
      value = value > (Long.MAX_VALUE - digits[i]) / radix ? limit : value * radix + digits[i];
    }
    return Math.min(value, limit);
  }

  /** The low bits of the number in 16-bit lanes, least significant first. */
  void lanes(short[] lanes) {
    if (radix == 10 || negative) {
      BigInteger value = value();
      for (int lane = 0; lane < lanes.length; lane++) {
        lanes[lane] = value.shiftRight(16 * lane).shortValue();
      }
      return;
    }
    Arrays.fill(lanes, (short) 0);
    int bits = bitsPerDigit();
    for (int i = 0; i < count && (i * bits) >> 4 < lanes.length; i++) {
      int digit = digits[count - 1 - i];
      int lane = (i * bits) >> 4;
      int shifted = digit << ((i * bits) & 15);
      lanes[lane] |= (short) shifted;
      if (shifted >> 16 != 0 && lane + 1 < lanes.length) {
        lanes[lane + 1] |= (short) (shifted >> 16); // an octal digit across two lanes
      }
    }
  }

  private BigInteger value() {
    StringBuilder text = new StringBuilder(negative ? "-" : "");
    for (int i = 0; i < count; i++) {
      text.append(Character.forDigit(digits[i], radix));
    }
    return new BigInteger(text.toString(), radix);
  }

  private int bitsPerDigit() {
    return Integer.numberOfTrailingZeros(Integer.highestOneBit(radix));
  }
}
