package org.microgptrom.verify.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.microgptrom.model.ModelConfig;

/**
 * The options of a campaign.
 *
 * @param tokens number of tokens to compare in each target, at least 1
 * @param seed of all sequences
 * @param shard the part of the chunks to run
 * @param state the file that keeps finished chunks; empty for none
 * @param saveInterval the time between two writes of the state file
 */
public record CampaignOptions(
    long tokens, long seed, Shard shard, Optional<Path> state, Duration saveInterval) {
  /** The most tokens of a chunk: about a second of a small model. */
  private static final int MOST_CHUNK_TOKENS = 1 << 16;

  /**
   * The number of multiplications in a chunk of a large model, about a second; a circuit takes
   * longer.
   */
  private static final long CHUNK_WORK = 1L << 29;

  private static final long CIRCUIT_CHUNK_WORK = 1L << 24;

  /** Checks the number of tokens. */
  public CampaignOptions {
    if (tokens < 1) {
      throw new IllegalArgumentException("a campaign needs at least one token, not " + tokens);
    }
  }

  /**
   * The number of tokens of a chunk, which follows from the shape alone, so that all shards agree.
   *
   * @param circuit whether the circuit is simulated
   * @throws IllegalArgumentException if there would be more than 2^31 - 1 chunks
   */
  public int chunkTokens(ModelConfig config, boolean circuit) {
    long work = circuit ? CIRCUIT_CHUNK_WORK : CHUNK_WORK;
    long affordable = Math.min(MOST_CHUNK_TOKENS, work / config.parameterCount());
    int chunk = (int) Math.max(config.context(), affordable);
    if (tokens / chunk >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          tokens + " tokens are too many, at most " + (long) chunk * Integer.MAX_VALUE);
    }
    return chunk;
  }
}
