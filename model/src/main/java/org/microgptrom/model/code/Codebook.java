package org.microgptrom.model.code;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The 16-bit values of all codes of 2, 3 or 4 bits, ascending: code 0 has the least. */
public final class Codebook {
  private final short[] values;

  /**
   * A codebook with these values.
   *
   * @param values 4, 8 or 16 of them, ascending, no two equal; copied
   * @throws IllegalArgumentException if there is another number of them or they do not ascend
   */
  public Codebook(short... values) {
    if (values.length != 4 && values.length != 8 && values.length != 16) {
      throw new IllegalArgumentException(
          "a codebook has 4, 8 or 16 values, one for each code, not " + values.length);
    }
    for (int code = 1; code < values.length; code++) {
      if (values[code] <= values[code - 1]) {
        throw new IllegalArgumentException(
            "the values of a codebook must ascend, but code "
                + code
                + " has "
                + values[code]
                + " after "
                + values[code - 1]);
      }
    }
    this.values = values.clone();
  }

  /**
   * As {@link #Codebook}, of numbers that JSON holds.
   *
   * @throws IllegalArgumentException also if a number does not fit 16 bits
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Codebook of(List<Integer> values) {
    short[] words = new short[values.size()];
    for (int i = 0; i < words.length; i++) {
      int value = values.get(i);
      words[i] = (short) value;
      if (words[i] != value) {
        throw new IllegalArgumentException("a value of a codebook must fit 16 bits, not " + value);
      }
    }
    return new Codebook(words);
  }

  /** The width of the codes: 2, 3 or 4 bits. */
  public int bits() {
    return Integer.numberOfTrailingZeros(values.length);
  }

  /** The number of values, 2^bits. */
  public int size() {
    return values.length;
  }

  /** The value of a code, 0..2^bits - 1. */
  public short value(int code) {
    return values[code];
  }

  /** A copy of all values, ascending. */
  public short[] values() {
    return values.clone();
  }

  @JsonValue
  List<Integer> json() {
    return IntStream.range(0, values.length).mapToObj(code -> (int) values[code]).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Codebook that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return json().toString();
  }
}
