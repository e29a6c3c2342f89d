package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A number of the simulated circuit that differs from the golden simulator's.
 *
 * @param chunk of a campaign, from 0; null elsewhere
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CircuitDifference(
    @Nullable Integer chunk, CircuitPlace circuit, String expected, String actual, String message)
    implements Mismatch {
  /**
   * A number at a place.
   *
   * @param chunk null outside of campaigns
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

  /** How the message of a difference in a chunk begins. */
  static String place(@Nullable Integer chunk) {
    return chunk == null ? "" : "chunk " + chunk + ": ";
  }
}
