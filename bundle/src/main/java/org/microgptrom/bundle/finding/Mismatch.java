package org.microgptrom.bundle.finding;

import org.jspecify.annotations.Nullable;

/** Something that says one thing and should say another. */
public sealed interface Mismatch extends Difference
    permits TextDifference, WordDifference, StepDifference, CampaignDifference, CircuitDifference {
  /**
   * The text or number that should stand there; null for a line after the end that the file should
   * have.
   */
  @Nullable String expected();

  /** The text or number that stands there; null where the file has ended. */
  @Nullable String actual();
}
