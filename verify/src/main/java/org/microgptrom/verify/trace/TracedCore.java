package org.microgptrom.verify.trace;

import java.util.Map;
import java.util.Set;
import org.microgptrom.model.io.InputException;

/** A core whose steps a trace can hold, simulated from the first one on. */
public interface TracedCore {
  /** The fields that a step takes; the other fields of a record are compared. */
  Set<String> inputs();

  /** The fields that a step gives. */
  Set<String> outputs();

  /**
   * Takes the next step.
   *
   * @return every output by name, an array of one element for a plain number
   * @throws InputException with the step's place if an input is missing or out of range
   */
  Map<String, long[]> step(TraceStep step);
}
