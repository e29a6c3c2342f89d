package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that did not come to its end.
 *
 * @param chunk the chunk of a campaign, counted from 0; null outside of campaigns
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimulationFault(@Nullable Integer chunk, String message) implements Difference {
  /** The fault of a simulator that stopped for this reason. */
  public static SimulationFault of(String simulator, @Nullable Integer chunk, String message) {
    return new SimulationFault(
        chunk, CircuitDifference.place(chunk) + "circuit in " + simulator + ": " + message);
  }
}
