package org.microgptrom.bundle.finding;

/** Something that says one thing and should say another. */
public sealed interface Mismatch extends Difference
    permits TextDifference, WordDifference, StepDifference, CampaignDifference, CircuitDifference {
  /**
   * The text or number that should stand there; null for a line after the end that the file should
   * have.
   */
  String expected();

  /** The text or number that stands there; null where the file has ended. */
  String actual();
}
