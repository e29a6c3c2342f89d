package org.microgptrom.model.code;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * How often a tensor has each 16-bit word, in the format that the words fill best: all that codes
 * are fitted to.
 */
final class WordCounts {
  static final int MOST_FRACTION_BITS = 24;

  /** The number of words, of which each has a count: word + 32768 is its index. */
  static final int WORDS = 1 << Short.SIZE;

  private final String tensor;
  private final double largest;
  private final int fractionBits;
  private final int[] counts; // of each word, by word + 32768
  private final int size;

  private WordCounts(String tensor, double largest, int fractionBits, int[] counts, int size) {
    this.tensor = tensor;
    this.largest = largest;
    this.fractionBits = fractionBits;
    this.counts = counts;
    this.size = size;
  }

  /** Counts the words of a tensor whose weights are multiplied by its factor. */
  static WordCounts of(String tensor, float[] weights, ToDoubleFunction<String> factors) {
    double factor = factors.applyAsDouble(tensor);
    double largest = largest(weights, factor);
    int fractionBits = finest(tensor, largest, Short.MAX_VALUE);
    double scale = Math.scalb(factor, fractionBits);
    int[] counts = new int[WORDS];
    for (float weight : weights) {
      counts[(int) Math.rint(weight * scale) - Short.MIN_VALUE]++;
    }
    return new WordCounts(tensor, largest, fractionBits, counts, weights.length);
  }

  /**
   * Requires that a tensor's words fit 16 bits.
   *
   * @throws IllegalArgumentException naming the tensor if they do not
   */
  static void requireFit(String tensor, float[] weights, ToDoubleFunction<String> factors) {
    finest(tensor, largest(weights, factors.applyAsDouble(tensor)), Short.MAX_VALUE);
  }

  private static double largest(float[] weights, double factor) {
    double largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight * factor));
    }
    return largest;
  }

  /**
   * The most fraction bits, up to 24, with which a magnitude is at most {@code most}.
   *
   * @throws IllegalArgumentException if even 0 are too many
   */
  static int finest(String tensor, double magnitude, int most) {
    for (int f = MOST_FRACTION_BITS; f >= 0; f--) {
      if (Math.scalb(magnitude, f) <= most) {
        return f;
      }
    }
    throw new IllegalArgumentException(
        tensor + " has a magnitude of " + magnitude + ", at most " + most + " can be coded");
  }

  /** The tensor's name. */
  String tensor() {
    return tensor;
  }

  /** The largest magnitude of a weight. */
  double largest() {
    return largest;
  }

  /** The most fraction bits with which the words fit 16 bits. */
  int fractionBits() {
    return fractionBits;
  }

  /** The number of weights. */
  int size() {
    return size;
  }

  /** Adds the counts to those of words with so many fraction bits, clamped to 16 bits. */
  void addTo(long[] all, int otherFractionBits) {
    double scale = Math.scalb(1.0, otherFractionBits - fractionBits);
    for (int i = 0; i < WORDS; i++) {
      if (counts[i] != 0) {
        double word = Math.rint((i + Short.MIN_VALUE) * scale);
        double fitting = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, word));
        all[(int) fitting - Short.MIN_VALUE] += counts[i];
      }
    }
  }

  /**
   * The sum of the squared errors if weights become the nearest of some values.
   *
   * @param otherFractionBits of these values
   * @param nearest of them, by the weight times 2^otherFractionBits
   */
  double error(int otherFractionBits, DoubleUnaryOperator nearest) {
    double scale = Math.scalb(1.0, otherFractionBits - fractionBits);
    double error = 0;
    for (int i = 0; i < WORDS; i++) {
      if (counts[i] != 0) {
        double value = (i + Short.MIN_VALUE) * scale;
        double rest = value - nearest.applyAsDouble(value);
        error += counts[i] * rest * rest;
      }
    }
    return Math.scalb(error, -2 * otherFractionBits);
  }
}
