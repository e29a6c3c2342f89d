package org.microgptrom.verify.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.microgptrom.model.ModelConfig;

/**
 * What a campaign is to do.
 *
 * @param tokens to compare in each target, at least 1
 * @param seed of all sequences
 * @param shard which part of them
 * @param state the file that keeps what is finished; empty for none
 * @param saveInterval how often it is written
 */
public record CampaignOptions(
    long tokens, long seed, Shard shard, Optional<Path> state, Duration saveInterval) {
  /** Tokens of a chunk at most: about a second of a small model. */
  private static final int MOST_CHUNK_TOKENS = 1 << 16;

  /** Multiplications of a chunk of a large model, about a second; a circuit takes longer. */
  private static final long CHUNK_WORK = 1L << 29;

  private static final long CIRCUIT_CHUNK_WORK = 1L << 24;

  /** Checks the number of tokens. */
  public CampaignOptions {
    if (tokens < 1) {
      throw new IllegalArgumentException("a campaign needs at least one token, not " + tokens);
    }
  }

  /**
   * How many tokens a chunk has: it follows from the shape alone, so that all shards agree.
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
