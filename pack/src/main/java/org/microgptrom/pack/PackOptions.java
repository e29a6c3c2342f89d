package org.microgptrom.pack;

import org.microgptrom.model.rom.MemoryMap;

/**
 * What a bundle is to hold.
 *
 * @param lanes P, 16-bit weights in a word of the lanes image: a power of two, 1..256
 * @param vectorTokens the work spent on golden vectors, in tokens fed to the simulator, 1..10^5
 */
public record PackOptions(int lanes, int vectorTokens) {
  /** 16 lanes, 4,000 tokens: seconds for a model of a million parameters. */
  public static final PackOptions DEFAULT = new PackOptions(16, 4_000);

  private static final int MAX_VECTOR_TOKENS = 100_000;

  /** Checks the ranges. */
  public PackOptions {
    MemoryMap.requireLanes(lanes);
    if (vectorTokens < 1 || vectorTokens > MAX_VECTOR_TOKENS) {
      throw new IllegalArgumentException(
          "vector_tokens must be in 1.." + MAX_VECTOR_TOKENS + ", not " + vectorTokens);
    }
  }
}
