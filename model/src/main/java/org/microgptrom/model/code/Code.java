package org.microgptrom.model.code;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the words of one tensor stand in ROM: as codes of {@code bits} bits. A codebook or, without
 * one, two's complement makes a value of a code, and {@code word = value << shift}.
 *
 * @param bits width of a code, one of {@link #WIDTHS}
 * @param codebook name of the table that holds the values of all codes; {@link #LINEAR} where the
 *     code is the value, two's complement
 * @param shift 0..14; 0 in matrices, whose format says as much
 */
public record Code(int bits, String codebook, int shift) {
  /** The widths that a code may have, the widest first. */
  public static final List<Integer> WIDTHS = List.of(16, 8, 4, 3, 2);

  /** The name that stands for no codebook. */
  public static final String LINEAR = "linear";

  /** The widest code that a codebook may have: wider ones cost more logic than they save. */
  private static final int WIDEST_IN_CODEBOOK = 4;

  /** The largest shift. */
  public static final int MOST_SHIFT = 14;

  /** Names of files and, in capitals, of constants. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** Names of memories that hold something else, in files and in the circuit. */
  private static final Pattern TAKEN =
      Pattern.compile("wte|wpe|lm_head|layer[0-9].*|.*_lanes|exp2|rsqrt|recip|constants|settings");

  /** The code of 16-bit words, which is the word. */
  public static final Code WORD = new Code(16, LINEAR, 0);

  /** Checks the ranges. */
  public Code {
    require(bits, codebook);
    if (shift < 0 || shift > MOST_SHIFT || (bits == Short.SIZE && shift != 0)) {
      throw new IllegalArgumentException(
          "the shift of a code of " + bits + " bits can't be " + shift);
    }
  }

  /**
   * Requires a width and a name that fits it.
   *
   * @throws IllegalArgumentException for any other
   */
  static void require(int bits, String codebook) {
    requireWidth(bits);
    if (!NAME.matcher(codebook).matches()) {
      throw new IllegalArgumentException(
          "the name of a codebook must be letters, digits and _, not " + codebook);
    }
    if (TAKEN.matcher(codebook).matches()) {
      throw new IllegalArgumentException(
          "a codebook can't have the name " + codebook + ", which another memory has");
    }
    if (!codebook.equals(LINEAR) && bits > WIDEST_IN_CODEBOOK) {
      throw new IllegalArgumentException(
          "codes of " + bits + " bits have no codebook, at most " + WIDEST_IN_CODEBOOK + " may");
    }
  }

  /**
   * Requires a width that a code may have.
   *
   * @throws IllegalArgumentException for any other
   */
  public static void requireWidth(int bits) {
    if (!WIDTHS.contains(bits)) {
      throw new IllegalArgumentException("a weight has 16, 8, 4, 3 or 2 bits in ROM, not " + bits);
    }
  }

  /** Whether the code itself, two's complement, is the value. */
  @JsonIgnore
  public boolean isLinear() {
    return codebook.equals(LINEAR);
  }

  /** Whether the code is the word. */
  @JsonIgnore
  public boolean isWord() {
    return bits == Short.SIZE;
  }
}
