package org.microgptrom.train.recipe;

import java.util.Locale;

/** A way to train. */
public enum Recipe {
  /**
   * The recipe with batches in 32-bit floating point, warm-up and cosine, and clipped gradients; it
   * measures the average of the latest weights, and keeps the average with the best validation
   * loss.
   */
  FAST,

  /**
   * The recipe that does what microgpt.py does, to the last digit: double precision, one document a
   * step in the order of Python's shuffle, a rate that falls in a straight line to 0, nothing held
   * out.
   */
  MICROGPT;

  /** Whether weights are trained as 64-bit numbers; a checkpoint holds 32 bits in any case. */
  public boolean isDoublePrecision() {
    return this == MICROGPT;
  }

  public AdamSettings adam() {
    return switch (this) {
      case FAST -> new AdamSettings(0.85, 0.99, 1, 0.1);
      case MICROGPT -> new AdamSettings(0.85, 0.99, Double.POSITIVE_INFINITY, 0);
    };
  }

  /** The recipe's name in options and in a checkpoint's provenance. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
