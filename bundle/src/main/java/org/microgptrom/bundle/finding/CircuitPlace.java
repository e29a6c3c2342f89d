package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where a circuit departs from the golden simulator.
 *
 * @param simulator {@code icarus}, {@code verilator}, {@code yosys-netlist} or {@link #BOARD}
 * @param quantity what differs: {@code logit}, {@code token}, ...
 * @param stimulus the line that starts the sequence: scale, seed, tokens to draw, length of the
 *     prompt, prompt
 * @param sequence the number of the sequence, from 0
 * @param position within the sequence, from 0
 * @param fed the token at this position
 * @param logit the symbol that a logit belongs to; null for other quantities
 * @param origin the first wrong word inside the circuit; null if none was found
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CircuitPlace(
    String simulator,
    String quantity,
    String stimulus,
    int sequence,
    int position,
    int fed,
    @Nullable Integer logit,
    @Nullable Origin origin) {
  /** The place of a circuit that is not simulated but runs on a board. */
  public static final String BOARD = "board";

  /**
   * A wrong word inside the circuit.
   *
   * @param position within the sequence at which the word was computed
   * @param layer of the model, from 0; null outside of the layers
   * @param site {@code q}, {@code hidden}, ...
   * @param element of the site's vector, from 0; for a score, the position that is attended to
   * @param head of attention, from 0; null where the site has none
   * @param lane of the group that the word came in
   * @param cycle the clock cycle, as the bench counts
   * @param expected the right word in hexadecimal digits
   * @param actual the circuit's word in hexadecimal digits, {@code x} for unknown ones
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Origin(
      int position,
      @Nullable Integer layer,
      String site,
      int element,
      @Nullable Integer head,
      int lane,
      long cycle,
      String expected,
      String actual) {
    private String inWords() {
      return "; the first wrong word is at position "
          + position
          + (layer == null ? "" : ", layer " + layer)
          + ", "
          + site
          + (head == null ? "" : " of head " + head)
          + ", element "
          + element
          + " (lane "
          + lane
          + ", clock cycle "
          + cycle
          + "): "
          + actual
          + ", "
          + expected
          + " expected";
    }
  }

  /** The same place, with the first wrong word inside the circuit as its cause. */
  public CircuitPlace withOrigin(Origin found) {
    return new CircuitPlace(simulator, quantity, stimulus, sequence, position, fed, logit, found);
  }

  /** The place, the numbers and, where it is known, the cause. */
  String inWords(String expected, String actual) {
    return (simulator.equals(BOARD) ? "circuit on the " : "circuit in ")
        + simulator
        + ": sequence "
        + sequence
        + ", position "
        + position
        + " (token "
        + fed
        + "): "
        + quantity
        + (logit == null ? "" : " " + logit)
        + " is "
        + actual
        + ", "
        + expected
        + " expected"
        + (origin == null ? "" : origin.inWords());
  }
}
