package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A value of a memory image that should be another one.
 *
 * @param file the file's path in the bundle
 * @param line of the file, from 1; null in a binary file
 * @param expected the right value in hexadecimal, with as many digits as values of the image have
 * @param actual the file's value in as many digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WordDifference(
    String file, @Nullable Long line, Word word, String expected, String actual, String message)
    implements Mismatch {
  /**
   * The place of a value, a 16-bit word or a code, in a memory image.
   *
   * @param lane number of the value in its word, from the least significant one on
   * @param tensor the parameter or table that the value belongs to; null for padding, as row and
   *     column are
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Word(
      int address,
      int lane,
      @Nullable String tensor,
      @Nullable Integer row,
      @Nullable Integer column) {
    /** A value that belongs to no tensor. */
    public static Word ofPadding(int address, int lane) {
      return new Word(address, lane, null, null, null);
    }

    private String inWords() {
      return "address "
          + address
          + ", lane "
          + lane
          + ", "
          + (tensor == null ? "padding" : tensor + " row " + row + " column " + column);
    }
  }

  /**
   * A value that should be another one.
   *
   * @param line of the file, from 1; null in a binary file
   * @param place the file with the line or offset
   * @param bits of a value
   * @param against where the expected value comes from
   */
  public static WordDifference of(
      String file,
      @Nullable Long line,
      String place,
      Word word,
      int bits,
      short expected,
      short actual,
      String against) {
    String right = hex(expected, bits);
    String wrong = hex(actual, bits);
    String message = place + ": " + word.inWords() + ": " + wrong + ", " + right + " expected";
    return new WordDifference(file, line, word, right, wrong, message + " (" + against + ")");
  }

  private static String hex(short value, int bits) {
    return String.format("%0" + (bits + 3) / 4 + "x", value & 0xFFFF);
  }
}
