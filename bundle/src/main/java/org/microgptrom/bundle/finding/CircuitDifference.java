package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A number of the simulated circuit that differs from the golden simulator's.
 *
 * @param chunk the chunk of a campaign, counted from 0; null outside of campaigns
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CircuitDifference(
    @Nullable Integer chunk, CircuitPlace circuit, String expected, String actual, String message)
    implements Mismatch {
  /**
   * A difference at a place of the circuit.
   *
   * @param chunk the chunk of a campaign; null outside of campaigns
   */
  public static CircuitDifference of(
      @Nullable Integer chunk, CircuitPlace place, String expected, String actual) {
    String message = place(chunk) + place.inWords(expected, actual);
    return new CircuitDifference(chunk, place, expected, actual, message);
  }

  /** The same difference with its cause. */
  public CircuitDifference withOrigin(CircuitPlace.Origin origin) {
    return of(chunk, circuit.withOrigin(origin), expected, actual);
  }

  /** The beginning of the message of a difference in a chunk. */
  static String place(@Nullable Integer chunk) {
    return chunk == null ? "" : "chunk " + chunk + ": ";
  }
}
