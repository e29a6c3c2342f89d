package org.microgptrom.verify.campaign;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.microgptrom.model.io.Tasks;

/** Where the chunks of a target run. */
@FunctionalInterface
public interface ChunkBackend {
  /**
   * A chunk that is to be run.
   *
   * @param number of the chunk, from 0
   * @param tokens number of tokens of the chunk
   */
  record Chunk(int number, int tokens) {}

  /**
   * Runs chunks.
   *
   * @param taker of the results, in whatever order they come
   */
  void run(List<Chunk> chunks, Tasks.Taker<ChunkResult> taker) throws IOException;

  /** All processors of this machine. */
  static ChunkBackend threads(ChunkRunner runner) {
    return (chunks, taker) ->
        Tasks.run(
            Runtime.getRuntime().availableProcessors(),
            "a campaign",
            chunks.stream()
                .<Callable<ChunkResult>>map(
                    chunk -> () -> runner.run(chunk.number(), chunk.tokens()))
                .toList(),
            taker);
  }
}
