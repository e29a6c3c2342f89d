package org.microgptrom.verify.campaign;

import java.util.List;

/**
 * The finished chunks of one target.
 *
 * @param target label of the target
 * @param chunks the results by ascending number
 */
public record TargetResults(String target, List<ChunkResult> chunks) {
  /** Copies the list. */
  public TargetResults {
    chunks = List.copyOf(chunks);
  }
}
