package org.microgptrom.verify.report;

import java.util.List;

/**
 * The summary of a campaign, which compares many tokens in chunks.
 *
 * @param seed of all sequences
 * @param tokens number of tokens compared in each target
 * @param chunks number of chunks that the tokens are cut into
 * @param targets what was compared with the golden simulator
 */
public record CampaignSummary(long seed, long tokens, int chunks, List<Target> targets) {
  /** Copies the list. */
  public CampaignSummary {
    targets = List.copyOf(targets);
  }

  /**
   * A target, which was compared with the golden simulator.
   *
   * @param label {@code golden}, or a simulator of the circuit
   * @param chunks number of chunks that ran: all, or those of a shard
   * @param sequences number of sequences that ran
   * @param tokens number of tokens compared
   * @param compared count of compared numbers of all kinds
   * @param mismatches count of compared numbers that differ
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
