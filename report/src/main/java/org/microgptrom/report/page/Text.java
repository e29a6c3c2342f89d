package org.microgptrom.report.page;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Text {
  private Text() {}

  /** {@code 4,192}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Four significant digits: {@code 0.01234}, {@code 1.234e-07}. */
  static String figure(double value) {
    double magnitude = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (magnitude >= 1e5 || magnitude < 1e-3) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    return String.format(Locale.ROOT, magnitude >= 100 ? "%.1f" : "%.4f", value);
  }

  /** As {@link #figure}; a dash for what is not known. */
  static String figure(Double value) {
    return value == null ? "-" : figure(value.doubleValue());
  }

  /** {@code 99.97 %}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** {@code 0x1a4}. */
  static String hex(long address) {
    return String.format(Locale.ROOT, "0x%x", address);
  }

  /** A symbol that can be seen. */
  static String symbol(String symbol) {
    return symbol.equals(" ") ? "space" : symbol;
  }
}
