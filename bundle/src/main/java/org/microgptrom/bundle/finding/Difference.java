package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.microgptrom.model.io.Quoted;

/**
 * Where a bundle disagrees with what it should say. What does not apply is null and not written.
 *
 * @param file the path in the bundle of the file at fault, or the one of the two that is named
 * @param line in that file, from 1
 * @param chunk of a campaign, from 0
 * @param word the place in a memory image
 * @param step the place in a golden vector
 * @param circuit the place in a simulation of the circuit; null elsewhere
 * @param expected what should stand there: four hexadecimal digits for a word of a tensor, a whole
 *     line for a text
 * @param actual what stands there
 * @param message all of it in one sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Difference(
    String file,
    Long line,
    Integer chunk,
    Word word,
    Step step,
    CircuitPlace circuit,
    String expected,
    String actual,
    String message) {
  /**
   * A 16-bit value in a memory image.
   *
   * @param tensor the parameter or table; null, with row and column, for padding
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Word(int address, int lane, String tensor, Integer row, Integer column) {
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
   * A number in a golden vector.
   *
   * @param layout the ROM layout that the model was rebuilt from
   * @param quantity what is compared, {@code logit} say
   * @param sequence from 0, within the line
   * @param position from 0, within the sequence
   * @param token the symbol that a logit belongs to; null for other quantities
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(String layout, String quantity, int sequence, int position, Integer token) {
    private String inWords() {
      return "sequence "
          + sequence
          + ", position "
          + position
          + (token == null ? "" : ", token " + token)
          + ", model from "
          + layout
          + " images: "
          + quantity;
    }
  }

  /** A fault of a file as a whole. */
  public static Difference inFile(String file, String message) {
    return new Difference(file, null, null, null, null, null, null, null, file + ": " + message);
  }

  /**
   * A line that can't be read; {@code message} names the place itself.
   *
   * @param line null in a binary file
   */
  public static Difference inLine(String file, Long line, String message) {
    return new Difference(file, line, null, null, null, null, null, null, message);
  }

  /** A line of text that should be another one, or that one of the two files does not have. */
  public static Difference ofLine(String file, long line, String expected, String actual) {
    String found = actual == null ? "the file ends" : Quoted.of(actual);
    String right = expected == null ? "the end of the file" : Quoted.of(expected);
    String message = file + ":" + line + ": " + found + ", " + right + " expected";
    return new Difference(file, line, null, null, null, null, expected, actual, message);
  }

  /** A file or image with another digest. */
  public static Difference ofDigest(String file, String of, String expected, String actual) {
    return new Difference(
        file,
        null,
        null,
        null,
        null,
        null,
        expected,
        actual,
        file + ": SHA-256 of " + of + " is " + actual + ", " + expected + " expected");
  }

  /**
   * A value of a memory image.
   *
   * @param line null in a binary file
   * @param place the file with the line or offset
   * @param against where the expected value comes from
   */
  public static Difference ofWord(
      String file,
      Long line,
      String place,
      Word word,
      short expected,
      short actual,
      String against) {
    String right = hex(expected);
    String wrong = hex(actual);
    String message = place + ": " + word.inWords() + ": " + wrong + ", " + right + " expected";
    return new Difference(
        file, line, null, word, null, null, right, wrong, message + " (" + against + ")");
  }

  /** A number that the golden simulator does not compute: the file's is the actual one. */
  public static Difference ofStep(String file, long line, Step step, long expected, long actual) {
    String message =
        file + ":" + line + ": " + step.inWords() + " " + actual + ", " + expected + " expected";
    return new Difference(
        file,
        line,
        null,
        null,
        step,
        null,
        Long.toString(expected),
        Long.toString(actual),
        message);
  }

  /** A number of a recorded step that the simulated core does not compute. */
  public static Difference ofTrace(
      String file, long step, String field, long expected, long actual) {
    String message =
        file
            + ":"
            + step
            + ": step "
            + step
            + ": "
            + field
            + " "
            + actual
            + ", "
            + expected
            + " expected";
    return new Difference(
        file,
        step,
        null,
        null,
        null,
        null,
        Long.toString(expected),
        Long.toString(actual),
        message);
  }

  /** A number of the simulated circuit that differs from the golden simulator's. */
  public static Difference ofCircuit(CircuitPlace place, String expected, String actual) {
    String message = place.inWords(expected, actual);
    return new Difference(null, null, null, null, null, place, expected, actual, message);
  }

  /**
   * A number of the second implementation that differs from the golden simulator's.
   *
   * @param stimulus the line that starts the sequence: scale, seed, tokens to draw, whether late,
   *     length of the prompt, prompt
   * @param fed the token at that position
   */
  public static Difference ofCampaign(
      int chunk, String stimulus, int fed, Step step, int expected, int actual) {
    String message =
        "chunk "
            + chunk
            + ": "
            + step.inWords()
            + " "
            + actual
            + ", "
            + expected
            + " expected, as the golden simulator computes from the other layout (fed "
            + fed
            + "; stimulus "
            + stimulus
            + ")";
    return new Difference(
        null,
        null,
        chunk,
        null,
        step,
        null,
        Integer.toString(expected),
        Integer.toString(actual),
        message);
  }

  /** The same, found in a chunk of a campaign. */
  public Difference inChunk(int number) {
    String text = "chunk " + number + ": " + message;
    return new Difference(file, line, number, word, step, circuit, expected, actual, text);
  }

  /** A simulation that did not come to its end. */
  public static Difference ofSimulation(String simulator, String message) {
    String text = "circuit in " + simulator + ": " + message;
    return new Difference(null, null, null, null, null, null, null, null, text);
  }

  private static String hex(short word) {
    return String.format("%04x", word & 0xFFFF);
  }
}
