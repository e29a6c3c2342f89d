package org.microgptrom.bundle.finding;

import org.jspecify.annotations.Nullable;

/** Something that says one thing and should say another. */
public sealed interface Mismatch extends Difference
    permits TextDifference, WordDifference, StepDifference, CampaignDifference, CircuitDifference {
  /** What should stand there; null for a line after the end that the file should have. */
  @Nullable String expected();

  /** What stands there; null where the file has ended. */
  @Nullable String actual();
}
