package org.microgptrom.rtl;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The text of a SystemVerilog package, in the plain syntax that all tools read alike. */
final class PackageText {
  private final StringBuilder text = new StringBuilder();

  /** Appends a line as it is. */
  PackageText line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** Appends a signed constant of 32 bits. */
  PackageText number(String name, int value) {
    return line("  localparam int " + name + " = " + value + ";");
  }

  /** Appends a string constant. */
  PackageText string(String name, String value) {
    return line("  localparam " + name + " = \"" + value + "\";");
  }

  /** An unsigned constant of so many bits. */
  PackageText constant(String name, String bits, int value) {
    return line(
        "  localparam logic [" + bits + "-1:0] " + name + " = " + bits + "'(" + value + ");");
  }

  /** The name of a constant that Java calls by upper-case words. */
  static String camelCase(String name) {
    return Arrays.stream(name.split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /** A literal of so many bits, two's complement if negative. */
  static String literal(int bits, int value) {
    return bits + "'d" + (value & ((1L << bits) - 1));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
