package org.microgptrom.model.io;

import java.util.Locale;

/** Writes numbers as people read them, the same in every locale. */
public final class Figures {
  private Figures() {}

  /** A count with thousands separators: {@code 4,192}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A figure in about four significant digits: {@code 0.0123}, {@code 1.234e-07}. */
  public static String figure(double value) {
    boolean plain = value == 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5);
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.3e", value);
  }

  /** A share in per cent: {@code 99.97 %}. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
