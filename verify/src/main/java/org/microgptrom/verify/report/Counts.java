package org.microgptrom.verify.report;

import java.util.Map;

/**
 * The counts of what was compared.
 *
 * @param files number of files with recomputed digests, the manifest and its provenance among them
 * @param romFiles number of ROM files that were read value by value
 * @param values number of 16-bit values of the images that were compared, padding included, by
 *     memory format
 * @param allValues the sum of {@code values}
 * @param tableEntries number of table entries that were recomputed
 * @param layoutValues number of values of the lanes images that were compared with the tensor
 *     images, padding included
 * @param vectors what the golden simulator computed again
 * @param mismatches number of mismatches of all checks together
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
  /** These counts with the mismatches of more checks added. */
  public Counts plusMismatches(long more) {
    return new Counts(
        files, romFiles, values, allValues, tableEntries, layoutValues, vectors, mismatches + more);
  }

  /**
   * The counts of what was compared of the golden vectors, over all layouts.
   *
   * @param layouts number of models that ran, each rebuilt from one layout of the ROM images
   * @param sequences number of sequences that all models together ran
   * @param saturations number of counters of saturations that were compared
   * @param tokensReached how many of the V symbols the teacher-forced sequences feed
   * @param positionsReached how many of the T positions the teacher-forced sequences reach
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
