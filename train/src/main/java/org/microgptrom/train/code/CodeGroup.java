package org.microgptrom.train.code;

import java.util.Arrays;

/**
 * The values of one codebook while they are trained. As parameters they are larger than as weights
 * by a factor, so that an optimizer whose steps have one size changes them more slowly.
 */
final class CodeGroup {
  /** The learning rate of values as a part of that of weights. */
  static final float RATE = 0.3f;

  private final String name;
  private final int offset; // of the first value among the parameters
  private final int fractionBits; // a weight of scale 1 is the codebook's value * 2^-fractionBits
  private final float[] values; // ascending, as weights of scale 1
  private final int[] places; // of each value among the group's parameters
  private final float[] middles; // between each value and the next

  /** A group of {@code size} values. */
  CodeGroup(String name, int offset, int size, int fractionBits) {
    this.name = name;
    this.offset = offset;
    this.fractionBits = fractionBits;
    this.values = new float[size];
    this.places = new int[size];
    this.middles = new float[size - 1];
  }

  String name() {
    return name;
  }

  int size() {
    return values.length;
  }

  int fractionBits() {
    return fractionBits;
  }

  /** The parameter that stands for a codebook's value. */
  double parameter(short value) {
    return Math.scalb((double) value, -fractionBits) / RATE;
  }

  /** Takes the values from the parameters and brings them into order. */
  void read(float[] parameters) {
    for (int i = 0; i < values.length; i++) {
      float value = parameters[offset + i] * RATE;
      int at = i;
      for (; at > 0 && values[at - 1] > value; at--) {
        values[at] = values[at - 1];
        places[at] = places[at - 1];
      }
      values[at] = value;
      places[at] = i;
    }
    for (int code = 0; code < middles.length; code++) {
      middles[code] = 0.5f * (values[code] + values[code + 1]);
    }
  }

  /** The code whose value is nearest, the lower one of two. */
  int nearest(float weight) {
    int code = 0;
    for (int step = values.length / 2; step > 0; step /= 2) {
      code += weight > middles[code + step - 1] ? step : 0;
    }
    return code;
  }

  /** The value of a code. */
  float value(int code) {
    return values[code];
  }

  /** The place among all parameters of a code's value. */
  int place(int code) {
    return offset + places[code];
  }

  /** The values that were read last. */
  float[] values() {
    return Arrays.copyOf(values, values.length);
  }
}
