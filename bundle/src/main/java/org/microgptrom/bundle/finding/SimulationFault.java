package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that did not come to its end.
 *
 * @param chunk of a campaign, from 0; null elsewhere
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulationFault(@Nullable Integer chunk, String message) implements Difference {
  /** Of a simulator, for this reason. */
  public static SimulationFault of(String simulator, @Nullable Integer chunk, String message) {
    return new SimulationFault(
        chunk, CircuitDifference.place(chunk) + "circuit in " + simulator + ": " + message);
  }
}
