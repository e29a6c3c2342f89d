package org.microgptrom.verify.report;

import java.util.Map;

/**
 * How much was compared.
 *
 * @param files with recomputed digests, the manifest and its provenance among them
 * @param romFiles read value by value
 * @param values 16-bit values of the images that were compared, padding included, by memory format
 * @param allValues the sum of {@code values}
 * @param tableEntries recomputed
 * @param layoutValues values of the lanes images that were compared with the tensor images, padding
 *     included
 * @param vectors what the golden simulator computed again
 * @param mismatches of all checks together
 */
public record Counts(
    long files,
    long romFiles,
    Map<String, Long> values,
    long allValues,
    long tableEntries,
    long layoutValues,
    Vectors vectors,
    long mismatches) {
  /** The same with mismatches of more checks. */
  public Counts plusMismatches(long more) {
    return new Counts(
        files, romFiles, values, allValues, tableEntries, layoutValues, vectors, mismatches + more);
  }

  /**
   * Numbers of the golden vectors that were compared, over all layouts.
   *
   * @param layouts how many models ran, each rebuilt from one layout of the ROM images
   * @param sequences run by them all together
   * @param saturations counters
   * @param tokensReached how many of the V symbols the teacher-forced sequences feed
   * @param positionsReached how many of the T positions they reach
   */
  public record Vectors(
      int layouts,
      long sequences,
      long logits,
      long tokens,
      long states,
      long saturations,
      int tokensReached,
      int positionsReached) {}
}
