package org.microgptrom.verify.campaign;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The plan that identifies a campaign: equal plans give equal results on every machine.
 *
 * @param manifestSha256 digest of the bundle's manifest
 * @param tool the version that runs the campaign
 * @param seed of all sequences
 * @param tokens number of tokens compared in each target
 * @param chunkTokens number of tokens of a chunk; the last chunk has the tokens that are left
 * @param targets what is compared with the golden simulator
 * @param shard the chunks that are run
 */
public record CampaignPlan(
    String manifestSha256,
    String tool,
    long seed,
    long tokens,
    int chunkTokens,
    List<Target> targets,
    Shard shard) {
  /**
   * A target, which is compared with the golden simulator.
   *
   * @param label {@code golden} for the second implementation of the golden simulator, or a
   *     simulator of the circuit
   * @param tools the programs that take part, each with its version
   */
  public record Target(String label, List<String> tools) {
    /** Copies the list. */
    public Target {
      tools = List.copyOf(tools);
    }

    @Override
    public String toString() {
      return tools.isEmpty() ? label : label + " (" + String.join(", ", tools) + ")";
    }
  }

  /** Checks the sizes. */
  public CampaignPlan {
    targets = List.copyOf(targets);
    if (tokens < 1 || chunkTokens < 1 || (tokens - 1) / chunkTokens >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(tokens + " tokens in chunks of " + chunkTokens);
    }
    if (shard.count() > chunks(tokens, chunkTokens)) {
      throw new IllegalArgumentException(
          "a campaign of "
              + chunks(tokens, chunkTokens)
              + " chunks has at most as many shards, not "
              + shard.count());
    }
  }

  private static int chunks(long tokens, int chunkTokens) {
    return (int) ((tokens - 1) / chunkTokens + 1);
  }

  /** The number of chunks of all shards together. */
  public int chunks() {
    return chunks(tokens, chunkTokens);
  }

  /** The number of tokens of one chunk. */
  int tokensOf(int chunk) {
    return (int) Math.min(chunkTokens, tokens - (long) chunk * chunkTokens);
  }

  /** The numbers of the chunks of the shard. */
  List<Integer> ofShard() {
    return IntStream.range(0, chunks()).filter(shard::has).boxed().toList();
  }

  /** The plan of another shard of the same campaign, or of the whole campaign. */
  CampaignPlan with(Shard other) {
    return new CampaignPlan(manifestSha256, tool, seed, tokens, chunkTokens, targets, other);
  }

  /**
   * The first difference of another plan in words, with the other plan's value last; empty if there
   * is none.
   */
  String difference(CampaignPlan other) {
    Map<String, Object> expected = facts();
    for (Map.Entry<String, Object> fact : other.facts().entrySet()) {
      Object right = expected.get(fact.getKey());
      if (!fact.getValue().equals(right)) {
        return fact.getKey() + " " + right + ", not " + fact.getValue();
      }
    }
    return "";
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("bundle (SHA-256 of its manifest)", manifestSha256);
    facts.put("version", tool);
    facts.put("seed", seed);
    facts.put("tokens", tokens);
    facts.put("tokens in a chunk", chunkTokens);
    facts.put("targets", targets);
    facts.put("shard", shard);
    return facts;
  }
}
