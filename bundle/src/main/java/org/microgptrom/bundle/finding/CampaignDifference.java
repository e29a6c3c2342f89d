package org.microgptrom.bundle.finding;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A number of the second implementation that differs from the golden simulator's.
 *
 * @param chunk the chunk of the campaign, counted from 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CampaignDifference(
    int chunk, Step step, String expected, String actual, String message) implements Mismatch {
  /**
   * A difference in one number of a sequence.
   *
   * @param stimulus the line that starts the sequence: scale, seed, tokens to draw, whether late,
   *     length of the prompt, prompt
   * @param fed the token at that position
   */
  public static CampaignDifference of(
      int chunk, String stimulus, int fed, Step step, int expected, int actual) {
    String message =
        CircuitDifference.place(chunk)
            + step.inWords()
            + " "
            + actual
            + ", "
            + expected
            + " expected, as the golden simulator computes from the other layout (fed "
            + fed
            + "; stimulus "
            + stimulus
            + ")";
    return new CampaignDifference(
        chunk, step, Integer.toString(expected), Integer.toString(actual), message);
  }
}
