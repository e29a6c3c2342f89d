package org.microgptrom.report.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Figures;

/** Writes values as cells of tables. */
final class Text {
  private static final String UNKNOWN = "-";

  private Text() {}

  /** A figure, or a dash for what is not known. */
  static String figure(@Nullable Double value) {
    return value == null ? UNKNOWN : Figures.figure(value);
  }

  /** An address in hexadecimal, such as {@code 0x1a4}. */
  static String hex(long address) {
    return String.format(Locale.ROOT, "0x%x", address);
  }

  /** A symbol in a form that can be seen. */
  static String symbol(String symbol) {
    return symbol.equals(" ") ? "space" : symbol;
  }
}
