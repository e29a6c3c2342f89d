package org.microgptrom.verify.campaign;

import java.io.IOException;

/** Runs chunks of one target, several at once. */
@FunctionalInterface
public interface ChunkRunner {
  /**
   * Runs a chunk; equal arguments give equal results.
   *
   * @param chunk number of the chunk, from 0
   * @param tokens number of tokens of the chunk
   */
  ChunkResult run(int chunk, int tokens) throws IOException;
}
