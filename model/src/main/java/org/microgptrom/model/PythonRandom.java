package org.microgptrom.model;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.core.source32.MersenneTwister;

/**
 * The generator of CPython's {@code random.Random}: the Mersenne Twister and the methods that
 * microgpt.py calls, so that a seed gives the same split, weights and samples as in Python.
 * Integers are equal on every machine; {@link #gauss} uses {@link StrictMath}, is therefore equal
 * on every machine too, and differs from CPython's in one value of twenty by the last bits, as C
 * libraries differ among themselves.
 *
 * @see <a href="https://docs.python.org/3.11/library/random.html">Python's module random</a>
 */
public final class PythonRandom {
  private final MersenneTwister source;
  private double spare = Double.NaN; // gauss makes two values at a time

  /** A generator that is seeded as {@code random.seed(seed)} does it. */
  public PythonRandom(long seed) {
    this(key(Math.abs(seed)));
  }

  /** A generator that is seeded by a key of 32-bit words, as {@code init_by_array} takes it. */
  private PythonRandom(int... key) {
    this.source = new MersenneTwister(key);
  }

  /** A further stream of random numbers for a seed; each stream number gives another one. */
  public static PythonRandom stream(long seed, long number) {
    return new PythonRandom((int) seed, (int) (seed >>> 32), (int) number, (int) (number >>> 32));
  }

  private static int[] key(long magnitude) {
    return magnitude >>> 32 == 0
        ? new int[] {(int) magnitude}
        : new int[] {(int) magnitude, (int) (magnitude >>> 32)};
  }

  /** The next number of {@code random()}: in [0, 1), a multiple of 2^-53. */
  public double random() {
    int high = source.nextInt() >>> 5;
    int low = source.nextInt() >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }

  /** The next number of {@code randrange(bound)}: in 0..bound-1. */
  public int below(int bound) {
    int unused = Integer.numberOfLeadingZeros(bound);
    int number;
    do {
      number = source.nextInt() >>> unused;
    } while (number >= bound);
    return number;
  }

  /** The order that {@code shuffle} makes of the list 0, 1, ..., size - 1. */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int other = below(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  /** A copy of the list, in the order that {@code shuffle} gives it. */
  public <T> List<T> shuffled(List<T> list) {
    return Arrays.stream(permutation(list.size())).mapToObj(list::get).toList();
  }

  /** The next number of {@code gauss(0, deviation)}. */
  public double gauss(double deviation) {
    double value = spare;
    spare = Double.NaN;
    if (Double.isNaN(value)) {
      double angle = random() * 2 * Math.PI;
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random()));
      value = StrictMath.cos(angle) * radius;
      spare = StrictMath.sin(angle) * radius;
    }
    return value * deviation;
  }

  /**
   * The next draw of {@code choices(range(len(weights)), weights)[0]}; the weights are not
   * negative.
   */
  public int choice(double[] weights) {
    double[] sums = weights.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    double drawn = random() * sums[sums.length - 1];
    int choice = 0;
    while (choice < sums.length - 1 && sums[choice] <= drawn) {
      choice++;
    }
    return choice;
  }
}
