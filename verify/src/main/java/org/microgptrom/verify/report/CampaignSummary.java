package org.microgptrom.verify.report;

import java.util.List;

/**
 * A campaign: a comparison of many tokens in chunks.
 *
 * @param seed of all sequences
 * @param tokens compared in each target
 * @param chunks that they are cut into
 * @param targets what was compared with the golden simulator
 */
public record CampaignSummary(long seed, long tokens, int chunks, List<Target> targets) {
  /** Copies the list. */
  public CampaignSummary {
    targets = List.copyOf(targets);
  }

  /**
   * What was compared with the golden simulator.
   *
   * @param label {@code golden}, or a simulator of the circuit
   * @param chunks that ran: all, or those of a shard
   * @param sequences that ran
   * @param tokens compared
   * @param compared numbers of all kinds
   * @param mismatches how many of them differ
   * @param sha256 of what was computed, the same on every machine
   */
  public record Target(
      String label,
      int chunks,
      long sequences,
      long tokens,
      long compared,
      long mismatches,
      String sha256) {}
}
