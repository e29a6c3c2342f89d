package org.microgptrom.sweep.trial;

import java.nio.file.Path;

/** Runs one trial; several threads may run trials at once. */
@FunctionalInterface
public interface TrialRunner {
  /**
   * Trains and measures.
   *
   * @param folder of the trial, for what is to be kept besides the result
   */
  TrialResult run(Trial trial, Path folder);
}
