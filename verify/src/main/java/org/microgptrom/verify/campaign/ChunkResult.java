package org.microgptrom.verify.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.simulate.result.CircuitRun;

/**
 * The result of one chunk.
 *
 * @param chunk number of the chunk, from 0
 * @param sequences number of sequences that were run
 * @param tokens number of tokens compared
 * @param checks of the chunk, one for each quantity
 * @param sha256 of what the chunk computed
 * @param totalCycles clock cycles of a circuit; null without a circuit, or if the simulation did
 *     not end
 * @param cycles clock cycles of a circuit, per token, by position; empty without a circuit
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
