package org.microgptrom.verify.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.simulate.result.CircuitRun;

/**
 * What came out of one chunk.
 *
 * @param chunk its number, from 0
 * @param sequences that were run
 * @param tokens compared
 * @param checks one for each quantity
 * @param sha256 of what the chunk computed
 * @param totalCycles of a circuit; null without one, or if the simulation did not end
 * @param cycles of a circuit, per token, by position; empty without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChunkResult(
    int chunk,
    long sequences,
    long tokens,
    List<Check> checks,
    String sha256,
    @Nullable Long totalCycles,
    List<CircuitRun.Cycles> cycles) {
  /** Copies the lists. */
  public ChunkResult {
    checks = List.copyOf(checks);
    cycles = List.copyOf(cycles);
  }
}
